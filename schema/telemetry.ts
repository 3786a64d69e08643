/**
 * What every process tells the others about itself once a second, on its way from gateways, ticks and
 * workers to the admin API, its page and `mudstream status`. Times ending in `Ms` are milliseconds.
 */
import type { Lane } from './subjects.ts'

/** Durations of a stretch of time, milliseconds. */
export interface Percentiles {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
  readonly sum: number
}

/** A command from the gateway's receipt to the publication of its frames. */
export interface SlowCommand {
  readonly request: string
  /** The verb alone. */
  readonly line: string
  readonly atMs: number
  readonly totalMs: number
  /** Adds up to the total: receipt to stored, stored to taken, then the stages of its tick. */
  readonly phases: Readonly<Record<string, number>>
}

/** The rooms that a tick process has in memory; reads since it leads. */
export interface RoomCacheFigures {
  readonly hits: number
  readonly misses: number
  readonly evictions: number
  readonly roomsHeld: number
  readonly roomsIdle: number
}

/** The answers that a worker keeps for reuse; reads since it started. */
export interface AnswerCacheFigures {
  readonly size: number
  readonly hits: number
  readonly misses: number
}

interface Figures {
  /** Percentile of each objective that was measured, every tenth second. */
  readonly objectives?: Readonly<Record<string, number>> | undefined
}

export interface GatewayFigures extends Figures {
  readonly sockets: number
  readonly telnet: number
  /** Those of them who still stand at a door that an upgrade has given a successor; absent while nobody does. */
  readonly atOldDoor?: number | undefined
  readonly sessions: number
  /** Commands that wait for their publish. */
  readonly waiting: number
}

/** What a tick process did since its last report, for charts. */
interface TickTimes {
  readonly duration: Percentiles
  /** Of the oldest command of each tick, from the gateway's receipt on. */
  readonly age: Percentiles
  /** Milliseconds per stage. */
  readonly stages: Readonly<Record<string, number>>
}

interface TickCounts {
  readonly commands: number
  readonly events: number
  /** Heartbeats that were skipped. */
  readonly overruns: number
  /** Commands that have arrived and are in no tick yet. */
  readonly waiting: number
}

/** What of a leader has stood still although there was something to do. */
export interface StandStill {
  /** `feed`: commands wait in the stream; `tick`: a tick hangs; `relay`: events or jobs do not get out. */
  readonly what: 'feed' | 'tick' | 'relay'
  /** When it last moved, milliseconds since the epoch. */
  readonly sinceMs: number
}

/** How far a leader has come. */
export interface LeadProgress {
  /** Position in the command stream up to which everything is applied. */
  readonly commandSeq: number
  /** The last position of the command stream. */
  readonly streamSeq: number
  /** The last tick whose events and jobs are on the bus. */
  readonly relayedTick: number
  /** How often the feed had to begin anew. */
  readonly reopened: number
  /** Null while everything goes on, or has stood still for less than two seconds. */
  readonly stuck: StandStill | null
  /** Positions that the stream had lost before this leader could read them. */
  readonly missing?: { readonly from: number; readonly to: number } | undefined
}

/** What of a leader's commands is lost, in words for an operator; `ok` when nothing is. */
export function lossOf(progress: Pick<LeadProgress, 'missing'> | null | undefined): string {
  const { missing } = progress ?? {}
  if (!missing) return 'ok'
  return `lost: the stream no longer has its positions ${missing.from} to ${missing.to}, and they were not applied`
}

export interface LeadFigures {
  readonly leading: true
  readonly shard: number
  readonly epoch: number
  readonly tick: number
  readonly beat: number
  /** Position of the command stream up to which commands are applied. */
  readonly commandSeq: number
  /** The tick that runs now: the position that it will come to, and when it began (since the epoch). */
  readonly underWay?: { readonly seq: number; readonly sinceMs: number } | undefined
  readonly cache: RoomCacheFigures
  readonly progress: LeadProgress
  /** For how long the oldest job of each lane has waited for its answer, in world time; 0 when none does. */
  readonly oldestJobMs: Readonly<Record<Lane, number>>
}

interface TickTotals extends Figures, TickCounts {
  readonly ticks: number
  readonly rows: number
  readonly outputBytes: number
  /** Rows of the table of entities that were broken when this process read them, since it started. */
  readonly brokenRows: number
  /** Those of the last fifteen minutes, slowest first. */
  readonly slowest: readonly SlowCommand[]
}

/** A tick process without what only charts need. */
export type TickSummary = TickTotals & (LeadFigures | { readonly leading: false })

export type TickFigures = TickSummary & TickTimes

export interface WorkerFigures extends Figures {
  /** Jobs that it does at once at most. */
  readonly slots: number
  readonly busy: number
  /** Jobs that it holds back until another of the same talk is done. */
  readonly held: number
  readonly lanes: Readonly<Record<Lane, number>>
  readonly doing: readonly {
    readonly lane: Lane
    readonly kind: string
    readonly sinceMs: number
  }[]
  readonly ended: number
  readonly failed: number
  readonly model: {
    readonly calls: number
    readonly answeredByModel: number
    readonly failures: Readonly<Record<string, number>>
    /** State of each model's breaker. */
    readonly breakers: Readonly<Record<string, string>>
    /** How each model wants to be asked, in words; absent in reports of older workers. */
    readonly profiles?: Readonly<Record<string, string>>
    /** Millionths of the currency of the prices. */
    readonly spentMicros: number
  }
  readonly cache: AnswerCacheFigures
}

/** What only processes of one kind can tell. */
export interface FiguresByRole {
  readonly gateway: GatewayFigures
  readonly tick: TickFigures
  readonly worker: WorkerFigures
}

export type ProcessRole = keyof FiguresByRole

export interface ReportOf<R extends ProcessRole> {
  readonly role: R
  readonly instance: string
  readonly pid: number
  /** Random, one for each process; roles that tell the same run in one. Absent before it was told. */
  readonly process?: string | undefined
  readonly atMs: number
  readonly upMs: number
  readonly rssBytes: number
  /** 99th percentile of the event loop's delay in the last second. */
  readonly loopP99Ms: number
  /** Share of the last second in which the event loop was busy, 0..1. */
  readonly loopBusy: number
  readonly figures: FiguresByRole[R]
}

export type ProcessReport = { [R in ProcessRole]: ReportOf<R> }[ProcessRole]

/** Which profile those run in: `small` where roles share a process; undefined while none is heard. */
export function profileOf(
  reports: readonly Pick<ProcessReport, 'role' | 'process'>[],
): 'small' | 'full' | undefined {
  if (reports.length === 0) return undefined
  const shares = reports.some((one) =>
    reports.some(({ role, process }) => role !== one.role && process && process === one.process),
  )
  return shares ? 'small' : 'full'
}

/** Each profile in words. */
export const profileWords = {
  small: 'small: all roles in one process, which starts again as a whole',
  full: 'full: a process for each role',
} as const

/** A report as lists of processes show it. */
export type ReportSummary =
  | Exclude<ProcessReport, { readonly role: 'tick' }>
  | (Omit<ReportOf<'tick'>, 'figures'> & { readonly figures: TickSummary })

/** One second of the leading tick, for charts. */
export interface TickSecond extends TickTimes, TickCounts {
  readonly atMs: number
}
