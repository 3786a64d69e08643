/** Watches beside everything else what a gateway relies on, so that nobody who asks has to wait. */
import { sql } from 'kysely'
import type { Subjects } from '../../../schema/subjects.ts'
import { lossOf, type ProcessReport } from '../../../schema/telemetry.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Db } from '../../platform/database.ts'
import type { TelemetryBoard } from '../../platform/telemetry.ts'
import type { Intake } from '../session/intake.ts'
import { judge, type Known, type Readiness, workerSilentMs } from './readiness.ts'

export interface HealthWatch {
  /** Judged from what was seen last. */
  ready(): Readiness
  /** The last report of the leader, when one was heard. */
  leader(): LeaderReport | undefined
  /** How long bus and store have owed an answer, 0 when they owe none; and since the bus gave one. */
  owes(): { busMs: number; storeMs: number; busAnsweredMs: number }
  close(): void
}

export type LeaderReport = Extract<
  Extract<ProcessReport, { role: 'tick' }>['figures'],
  { leading: true }
>

export interface HealthParts {
  readonly bus: Bus
  readonly subjects: Subjects
  readonly db: Db
  readonly shard: number
  readonly board: Pick<TelemetryBoard, 'onReport'>
  readonly intake: Pick<Intake, 'backlog' | 'refusal'>
  readonly clock: Clock
}

/** A stream that cannot hold this much more refuses a message of a busy moment. */
const batchBytes = 65_536
const roundMs = 500
/** While something is missing, its return is noticed soon. */
const anxiousRoundMs = 150

interface Seen {
  busAtMs: number
  storeAtMs: number
  /** When the question was asked that is not answered yet; undefined while there is none. */
  busAskedMs: number | undefined
  storeAskedMs: number | undefined
  led: boolean
  full: boolean
  /** The end of the command stream. */
  lastSeq: number
  /** When all that was stored was applied, or some more of it. */
  progressAtMs: number
  leader: LeaderReport | undefined
  leaderAtMs: number
  workerAtMs: number
  /** What each worker says of its models. */
  readonly workers: Map<string, { atMs: number; breakers: Readonly<Record<string, string>> }>
}

export function watchHealth(parts: HealthParts): HealthWatch {
  const { clock, board } = parts
  const startMs = clock.mono()
  const seen: Seen = {
    busAtMs: Number.NEGATIVE_INFINITY,
    storeAtMs: Number.NEGATIVE_INFINITY,
    busAskedMs: undefined,
    storeAskedMs: undefined,
    led: false,
    full: false,
    lastSeq: 0,
    progressAtMs: startMs,
    leader: undefined,
    leaderAtMs: startMs,
    workerAtMs: startMs,
    workers: new Map(),
  }
  const stopHearing = board.onReport((report) => {
    const before = seen.leader
    hear(seen, report, clock.mono())
    // Outputs that say so may be lost, and whoever refuses commands must hear that they are applied.
    const { leader } = seen
    if (leader && leader !== before) parts.intake.backlog.applied(doneThrough(leader))
  })
  const closing = new AbortController()
  const ready = () => judge(knownOf(seen, parts))
  // Each looks by itself: one that hangs must not hide what the other sees.
  for (const look of [lookAtBus, lookAtStore]) {
    void (async () => {
      while (!closing.signal.aborted) {
        await look(seen, parts).catch(() => undefined)
        const pauseMs = ready().status === 'not ready' ? anxiousRoundMs : roundMs
        await clock.sleep(pauseMs, closing.signal)
      }
    })()
  }
  return {
    ready,
    leader: () => seen.leader,
    owes() {
      const nowMs = clock.mono()
      const { busAskedMs = nowMs, storeAskedMs = nowMs, busAtMs } = seen
      const answeredMs = nowMs - busAtMs
      return { busMs: nowMs - busAskedMs, storeMs: nowMs - storeAskedMs, busAnsweredMs: answeredMs }
    },
    close() {
      closing.abort()
      stopHearing()
    },
  }
}

async function lookAtBus(seen: Seen, { bus, subjects, clock }: HealthParts): Promise<void> {
  seen.busAskedMs ??= clock.mono()
  const { lastSeq, bytes, bytesMax } = await bus.streams.state(subjects.streams.commands)
  seen.busAtMs = clock.mono()
  seen.busAskedMs = undefined
  seen.full = bytesMax > 0 && bytes + batchBytes > bytesMax
  if (lastSeq === seen.lastSeq) return
  if (lastSeq < seen.lastSeq || isAllApplied(seen)) seen.progressAtMs = clock.mono()
  seen.lastSeq = lastSeq
}

async function lookAtStore(seen: Seen, { db, shard, clock }: HealthParts): Promise<void> {
  seen.storeAskedMs ??= clock.mono()
  const row = await db
    .selectFrom('shards')
    .select(sql<boolean>`lease_until > now()`.as('led'))
    .where('shard', '=', shard)
    .executeTakeFirst()
  seen.storeAtMs = clock.mono()
  seen.storeAskedMs = undefined
  seen.led = row?.led ?? false
}

function hear(seen: Seen, report: ProcessReport, nowMs: number): void {
  if (report.role === 'worker') {
    seen.workerAtMs = nowMs
    seen.workers.set(report.instance, { atMs: nowMs, breakers: report.figures.model.breakers })
  }
  if (report.role !== 'tick' || !report.figures.leading) return
  const before = seen.leader?.commandSeq
  seen.leader = report.figures
  seen.leaderAtMs = nowMs
  if (before !== seen.leader.commandSeq || isAllApplied(seen)) seen.progressAtMs = nowMs
}

/** What the stream has lost will never be applied: nobody waits for it. */
const doneThrough = ({ commandSeq, progress }: LeaderReport): number =>
  Math.max(commandSeq, progress.missing?.to ?? 0)

const isAllApplied = ({ leader, lastSeq }: Seen): boolean =>
  leader === undefined || doneThrough(leader) >= lastSeq

function knownOf(seen: Seen, { bus, intake, clock }: HealthParts): Known {
  const nowMs = clock.mono()
  return {
    linked: bus.isUp(),
    refused: intake.refusal(),
    full: seen.full,
    busAgeMs: nowMs - seen.busAtMs,
    storeAgeMs: nowMs - seen.storeAtMs,
    led: seen.led,
    leaderAgeMs: nowMs - seen.leaderAtMs,
    heldMs: Math.max(intake.backlog.oldestMs(), isAllApplied(seen) ? 0 : nowMs - seen.progressAtMs),
    loss: lossOf(seen.leader?.progress),
    workerAgeMs: nowMs - seen.workerAtMs,
    resting: restingModels(seen, nowMs),
  }
}

/** Models that a worker of the last seconds does not call for now. */
function restingModels({ workers }: Seen, nowMs: number): string[] {
  const resting = new Set<string>()
  for (const [instance, { atMs, breakers }] of workers) {
    if (nowMs - atMs > workerSilentMs) workers.delete(instance)
    else
      for (const [model, state] of Object.entries(breakers))
        if (state !== 'closed') resting.add(model)
  }
  return [...resting].sort()
}
