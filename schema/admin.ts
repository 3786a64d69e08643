/**
 * What the admin API answers, list by list: the one shape of it, for the gateway that answers, the admin
 * page, the command line and the description of the API.
 */
import { z } from 'zod'
import { commandStatuses } from './envelope.ts'
import { roleSchema } from './roles.ts'
import type { ReportSummary, TickSecond } from './telemetry.ts'

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly()
const isoTime = z.string().describe('ISO 8601')

/** One second of the leading tick, for charts. */
export const tickSecond = z
  .custom<TickSecond>()
  .describe('What the leading tick did within one second, with percentiles and time per stage')

export const objectiveStatus = z.object({
  name: z.string(),
  about: z.string(),
  goalMs: z.number(),
  valueMs: z.number().nullable().describe('The newest value; null while nothing was measured'),
  breachesInARow: z.int(),
  alerting: z.boolean(),
})
export type ObjectiveStatus = Readonly<z.infer<typeof objectiveStatus>>

export const sloAlert = z.object({
  objective: z.string(),
  state: z.enum(['raised', 'recovered']),
  valueMs: z.number(),
  goalMs: z.number(),
  atMs: z.number(),
})
export type SloAlert = Readonly<z.infer<typeof sloAlert>>

/** Counts since the gateway began to judge. */
export const sloTally = z.object({
  windows: z.int(),
  breaches: z.int(),
  raised: z.int(),
  recovered: z.int(),
})
export type SloTally = Readonly<z.infer<typeof sloTally>>

/** Everything that fits on one screen. */
export const adminStatus = z.object({
  processes: list(
    z.custom<ReportSummary>().describe('The newest report of a process; figures differ by role'),
  ),
  slo: list(objectiveStatus),
  alerts: list(sloAlert),
  latest: tickSecond.nullable(),
})
export type AdminStatus = z.infer<typeof adminStatus>

export const objectivesAnswer = z.object({
  objectives: list(objectiveStatus),
  alerts: list(sloAlert),
  phases: z.object({
    seconds: z.int(),
    ticks: z.int(),
    ms: z.record(z.string(), z.number()),
  }),
  judged: sloTally,
})
export type ObjectivesAnswer = z.infer<typeof objectivesAnswer>

export const sessionRow = z.object({
  session: z.string(),
  character: z.string(),
  name: z.string(),
  role: roleSchema,
  level: z.int(),
  room: z.string(),
  gateway: z.string(),
  via: z.string(),
  lost: z.boolean().describe('The link is lost; the session waits for its player'),
})
export type SessionRow = z.infer<typeof sessionRow>

export const storageRow = z.object({
  kind: z.string().describe('What the tables hold: log, history, ledger, …'),
  rows: z.int().describe('About how many'),
  bytes: z.int(),
  bytesPerDay: z.int().nullable().describe('Growth over the last week; null on the first day'),
})
export type StorageRow = z.infer<typeof storageRow>

export const queuesAnswer = z.object({
  streams: list(
    z.object({
      stream: z.string(),
      messages: z.int(),
      bytes: z.int(),
      firstSeq: z.int(),
      lastSeq: z.int(),
      lastAt: isoTime,
    }),
  ),
  lanes: list(
    z.object({
      lane: z.string(),
      paused: z.boolean(),
      pending: z.int(),
      oldestMs: z.number().nullable().describe('How long the oldest job of it has waited'),
      underWay: z.int(),
      redelivered: z.int(),
    }),
  ),
})
export type QueuesAnswer = z.infer<typeof queuesAnswer>

/** Counters of 64 bits are strings of digits. */
const big = z.string()

export const lease = z.object({
  shard: z.int(),
  owner: z.string(),
  held: z.boolean(),
  epoch: big,
  tick: big,
  beat: big,
  cmd_seq: big,
  relayed_tick: big,
})
export type Lease = z.infer<typeof lease>

export const cacheRow = z.looseObject({
  role: z.string(),
  instance: z.string(),
  atMs: z.number(),
  hits: z.int(),
  misses: z.int(),
})

export const ban = z.object({
  id: big,
  kind: z.enum(['name', 'address']),
  value: z.string(),
  reason: z.string(),
  by: z.string(),
  expires_at: isoTime.nullable().describe('Null: for good'),
})
export type Ban = z.infer<typeof ban>

/** A job that failed for good, without what is in it: that may be private speech. */
export const deadLetterRow = z.object({
  job: z.string(),
  lane: z.string(),
  kind: z.string(),
  cause: z.string(),
  state: z.enum(['dead', 'replayed', 'dropped']),
  replays: z.int(),
  died_at: isoTime,
  settled_at: isoTime.nullable(),
  bytes: z.int(),
})
export type DeadLetterRow = z.infer<typeof deadLetterRow>

const attempt = z.looseObject({
  delivery: z.int(),
  at: isoTime.optional(),
  worker: z.string(),
  outcome: z.string(),
  why: z.string(),
})

/** The earlier deliveries of a job. */
export const attempts = z.array(attempt)

export const wholeLetter = deadLetterRow.omit({ bytes: true }).extend({
  key: z.string(),
  body: z.unknown(),
  history: z.union([attempts, z.string()]).describe('Text when it cannot be read'),
})
export type WholeLetter = z.infer<typeof wholeLetter>

const timeline = z
  .int()
  .describe('The tick at which its timeline began, when the store went back in time; 0: the first')

export const historyEntry = z.object({
  tick: z.int(),
  timeline,
  ordinal: z.int(),
  atMs: z.number(),
  type: z.string(),
  actor: z.string(),
  actorName: z.string().describe('What the actor was called then; empty for the world itself'),
  cause: z.string().describe('The request, or what else brought it about'),
  changed: z.boolean().describe('False when the event only speaks of the thing'),
  words: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type HistoryEntry = z.infer<typeof historyEntry>

const outcome = {
  tick: z.int(),
  status: z.enum(commandStatuses),
  code: z.string().describe('Why it was refused or failed; empty otherwise'),
  doneMs: z.number(),
  events: list(historyEntry),
  told: list(z.object({ to: list(z.string()), what: z.string() })),
  toldIsKept: z.boolean().describe('False when what was told has been dropped by age'),
}

/** What one command did, as the ledger and the log have it. */
export const traceStory = z.object({
  ...outcome,
  request: z.string(),
  session: z.string(),
  n: z.int(),
  actor: z.string(),
  enqueuedMs: z.number(),
  jobs: list(z.object({ id: z.string(), lane: z.string(), kind: z.string() })),
  answers: list(
    z.object({ ...outcome, kind: z.string(), job: z.string(), request: z.string().optional() }),
  ),
})
export type TraceStory = z.infer<typeof traceStory>

/** A thing with what it held at the end of a tick. */
export const pastState = z.object({
  id: z.string(),
  tick: z.int(),
  atMs: z.number().nullable().describe('When that tick was; null before the first event'),
  firstMs: z.number().nullable().describe('When the log began'),
  timeline,
  lastTick: z.int(),
  state: z.unknown().describe('The entity, its name and its contents; null when there was none'),
})
export type PastState = z.infer<typeof pastState>

/** What reversing the chosen events would do. */
export const shownReversal = z.object({
  steps: list(z.object({ at: z.string(), words: z.string() })),
  cannot: list(z.object({ at: z.string(), why: z.string() })),
  preview: z
    .string()
    .describe('To be sent back with the action, so that only what was shown is done'),
})
export type ShownReversal = z.infer<typeof shownReversal>

/** Something that a player told the keepers of the world. */
export const remarkRow = z.object({
  kind: z.enum(['bug', 'typo', 'idea', 'report']),
  by: z.string(),
  room: z.string(),
  whom: z.string().optional().describe('Whom a report is about'),
  words: z.string(),
  at: z.string().describe('ISO 8601'),
  request: z.string().describe('The request it came by, for its trace'),
})
export type RemarkRow = z.infer<typeof remarkRow>
