/** One try at one job: read it, work on it, and turn what came of it into the stream's language. */
import { type Job, jobSchema } from '../../schema/jobs.ts'
import type { Clock } from '../../server/platform/ambient.ts'
import type { RunnerObserver, RunnerSettings, Work } from './contract.ts'
import type { Delivery } from './job-source.ts'
import type { JobLedger } from './ledger.ts'
import type { Outcome, Try } from './outcome.ts'

export interface AttemptParts {
  readonly work: Work
  readonly ledger: JobLedger
  readonly clock: Clock
  /** From 0 up to 1. */
  readonly random: () => number
  readonly settings: RunnerSettings
  readonly observer: RunnerObserver
  /** Tells the world that a job will not be answered, so that nobody waits on; may be repeated. */
  readonly onBuried: (job: Job, replay: number) => Promise<void>
  readonly signal: AbortSignal
}

/** Workers that may vanish during one job before the job itself is taken for the cause. */
const vanishedMax = 5
const ledgerTroubleMs = 5_000

/** Makes one try and settles the delivery. Resolves with the outcome's name for the metrics. */
export async function attempt(delivery: Delivery, parts: AttemptParts): Promise<string> {
  const { ledger, observer } = parts
  let tries: readonly Try[] = []
  try {
    if (delivery.delivery > 1) tries = await ledger.tries(delivery.id)
    const read = readJob(delivery.text)
    const outcome = read.ok
      ? await workOn(read.job, delivery, tries, parts)
      : ({ do: 'discard', why: read.why, bury: true } as const)
    return await settle(delivery, read.ok ? read.job : null, outcome, tries, parts)
  } catch (error) {
    // Weather: database or bus. The stream keeps the job, so it is simply tried again later.
    observer.trouble('job', error)
    delivery.again(ledgerTroubleMs)
    return 'weather'
  }
}

function readJob(text: string): { ok: true; job: Job } | { ok: false; why: string } {
  try {
    const read = jobSchema.safeParse(JSON.parse(text))
    if (read.success) return { ok: true, job: read.data }
    const [issue] = read.error.issues
    return { ok: false, why: `unreadable: ${issue?.path.join('.')}: ${issue?.message}` }
  } catch {
    return { ok: false, why: 'unreadable: not JSON' }
  }
}

async function workOn(
  job: Job,
  delivery: Delivery,
  tries: readonly Try[],
  parts: AttemptParts,
): Promise<Outcome | { readonly do: 'hand-back' }> {
  const { signal } = parts
  const vanished = delivery.delivery - 1 - tries.length
  if (vanished >= vanishedMax) {
    return { do: 'discard', why: `${vanished} workers ended while they had it`, bury: true }
  }
  const { replay, storedMs } = delivery
  const delayed = tries.filter((one) => one.outcome === 'delayed').length
  const begunBefore = delivery.delivery - 1 > delayed
  try {
    return await parts.work(job, {
      signal,
      delivery: delivery.delivery,
      begunBefore,
      replay,
      storedMs,
    })
  } catch (error) {
    if (signal.aborted) return { do: 'hand-back' }
    parts.observer.trouble('work', error)
    return { do: 'retry', why: error instanceof Error ? error.message : String(error) }
  }
}

async function settle(
  delivery: Delivery,
  job: Job | null,
  outcome: Outcome | { readonly do: 'hand-back' },
  tries: readonly Try[],
  parts: AttemptParts,
): Promise<string> {
  const { ledger } = parts
  const note = (kind: Try['outcome'], why: string) =>
    ledger.record(delivery.id, { delivery: delivery.delivery, outcome: kind, why })
  switch (outcome.do) {
    case 'done':
      if (tries.length > 0) await ledger.forget(delivery.id)
      await delivery.done()
      return 'done'
    case 'hand-back':
      await note('handed-back', 'the worker was stopping')
      delivery.again(0)
      return 'handed-back'
    case 'later':
      await note('delayed', outcome.why)
      delivery.again(outcome.afterMs)
      return 'later'
    case 'discard':
      if (outcome.bury) await bury(delivery, job, outcome.why, tries, parts)
      await delivery.done()
      return outcome.bury ? 'dead' : 'discarded'
    case 'retry': {
      const failed = 1 + tries.filter((one) => one.outcome === 'failed').length
      await note('failed', outcome.why)
      if (failed > parts.settings.retriesMax) {
        const all = await ledger.tries(delivery.id)
        await bury(delivery, job, outcome.why, all, parts)
        await delivery.done()
        return 'dead'
      }
      delivery.again(retryDelayMs(failed, parts))
      return 'retry'
    }
  }
}

async function bury(
  delivery: Delivery,
  job: Job | null,
  cause: string,
  tries: readonly Try[],
  parts: AttemptParts,
): Promise<void> {
  await parts.ledger.bury(delivery, cause, tries)
  if (job) await parts.onBuried(job, delivery.replay)
  await parts.ledger.forget(delivery.id)
  parts.observer.buried(delivery, cause)
}

/** 5, 10, 20 s …, and a little more by chance, so that jobs that failed together come back apart. */
export function retryDelayMs(
  failed: number,
  { settings, random }: Pick<AttemptParts, 'settings' | 'random'>,
): number {
  const [min, max] = settings.jitterMs
  return settings.retryBaseMs * 2 ** (failed - 1) + min + random() * (max - min)
}
