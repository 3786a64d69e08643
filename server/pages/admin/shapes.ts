/** What the admin API answers, as far as this page shows it. */
import type { ReportSummary, TickSecond } from '../../../schema/telemetry.ts'

/** What a command did, as the ledger and the log have it. */
export type Story = {
  tick: number
  status: string
  code: string
  enqueuedMs: number
  doneMs: number
  events: { tick: number; ordinal: number; type: string; words: string }[]
  jobs: { id: string; lane: string; kind: string }[]
}

export type Status = {
  processes: ReportSummary[]
  slo: {
    name: string
    about: string
    goalMs: number
    valueMs: number | null
    breachesInARow: number
    alerting: boolean
  }[]
  alerts: { objective: string; state: string; valueMs: number; goalMs: number; atMs: number }[]
  latest: TickSecond | null
}

export type SessionRow = {
  session: string
  character: string
  name: string
  role: string
  level: number
  room: string
  gateway: string
  via: string
  lost: boolean
}

export type Queues = {
  streams: { stream: string; messages: number; bytes: number; lastSeq: number }[]
  lanes: {
    lane: string
    paused: boolean
    pending: number
    underWay: number
    redelivered: number
  }[]
}

export type HistoryEntry = {
  tick: number
  ordinal: number
  atMs: number
  type: string
  actorName: string
  cause: string
  changed: boolean
  words: string
}

export type DeadLetter = {
  job: string
  lane: string
  kind: string
  cause: string
  state: string
  replays: number
  died_at: string
}

/** One of them with what is in it. */
export type WholeLetter = {
  job: string
  body: unknown
  history: { delivery: number; at: string; worker: string; outcome: string; why: string }[] | string
}

/** What reversing the chosen events would do. */
export type ShownReversal = {
  steps: { at: string; words: string }[]
  cannot: { at: string; why: string }[]
  preview: string
}

export type Ban = {
  kind: 'name' | 'address'
  value: string
  reason: string
  by: string
  expires_at: string | null
}

export type Lease = {
  shard: number
  owner: string
  epoch: number
  tick: number
  beat: number
  cmd_seq: number
  held: boolean
}
