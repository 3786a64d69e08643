/** One attempt at one job: read it, work on it, and settle its delivery by the outcome. */
import { type Job, jobSchema } from '../../schema/jobs.ts'
import type { Clock } from '../../server/platform/ambient.ts'
import type { RunnerObserver, RunnerSettings, Work, WorkContext } from './contract.ts'
import type { Delivery } from './job-source.ts'
import type { JobLedger } from './ledger.ts'
import type { Outcome, Try } from './outcome.ts'

export interface AttemptParts {
  readonly work: Work
  readonly ledger: JobLedger
  readonly clock: Clock
  /** A random whole number between two, both included. */
  readonly random: (low: number, high: number) => number
  readonly settings: RunnerSettings
  readonly observer: RunnerObserver
  /** Tells the world that a job will not be answered, so that nobody waits on; may be repeated. */
  readonly onDead: (job: Job, replay: number) => Promise<void>
  readonly signal: AbortSignal
}

/** A delivery with what is known of its job. */
interface Case {
  readonly delivery: Delivery
  /** Null when nobody can read it. */
  readonly job: Job | null
  readonly tries: readonly Try[]
}

/** Workers that may vanish during one job before the job itself is taken for the cause. */
const vanishedMax = 5
const storeErrorDelayMs = 5_000

/** Makes one try and settles the delivery. Resolves with the outcome's name for the metrics. */
export async function attempt(delivery: Delivery, parts: AttemptParts): Promise<string> {
  const { ledger, observer } = parts
  try {
    const tries = delivery.delivery > 1 ? await ledger.tries(delivery.id) : []
    const read = readJob(delivery.text)
    if (!read.ok) {
      const outcome = { do: 'discard', why: read.why, deadLetter: true } as const
      return await settle({ delivery, job: null, tries }, outcome, parts)
    }
    const { job } = read
    const outcome = await workOn(job, { delivery, job, tries }, parts)
    return await settle({ delivery, job, tries }, outcome, parts)
  } catch (error) {
    // The database or the bus is away. The stream keeps the job, so it is simply tried again later.
    observer.failed('job', error)
    delivery.again(storeErrorDelayMs)
    return 'retryable-error'
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

type Settled = Outcome | { readonly do: 'hand-back' }

async function workOn(
  job: Job,
  { delivery: { delivery, replay, storedMs }, tries }: Case,
  parts: AttemptParts,
): Promise<Settled> {
  const { observer, signal } = parts
  const vanished = delivery - 1 - tries.length
  if (vanished >= vanishedMax) {
    return { do: 'discard', why: `${vanished} workers ended while they had it`, deadLetter: true }
  }
  const delayed = tries.filter((one) => one.outcome === 'delayed').length
  const begunBefore = delivery - 1 > delayed
  try {
    return await withinLease(job, { signal, delivery, begunBefore, replay, storedMs }, parts)
  } catch (error) {
    if (signal.aborted) return { do: 'hand-back' }
    observer.failed('work', error)
    return { do: 'retry', why: error instanceof Error ? error.message : String(error) }
  }
}

/** Also work that does not listen to its signal ends with the lease; what it still does is harmless. */
async function withinLease(
  job: Job,
  at: WorkContext,
  { work, settings: { leaseMs } }: AttemptParts,
): Promise<Outcome> {
  const lease = new AbortController()
  const over = new Promise<never>((_, reject) => {
    lease.signal.addEventListener('abort', () => reject(lease.signal.reason), { once: true })
  })
  const why = new Error(`it took longer than its lease of ${leaseMs} ms`)
  const timer = setTimeout(() => lease.abort(why), leaseMs)
  try {
    const signal = AbortSignal.any([at.signal, lease.signal])
    return await Promise.race([work(job, { ...at, signal }), over])
  } finally {
    clearTimeout(timer)
  }
}

async function settle(about: Case, outcome: Settled, parts: AttemptParts): Promise<string> {
  const { delivery, tries } = about
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
      if (outcome.deadLetter) await keepDeadLetter(about, outcome.why, parts)
      await delivery.done()
      return outcome.deadLetter ? 'dead' : 'discarded'
    case 'retry': {
      const failed = 1 + tries.filter((one) => one.outcome === 'failed').length
      await note('failed', outcome.why)
      if (failed > parts.settings.retriesMax) {
        const all = await ledger.tries(delivery.id)
        await keepDeadLetter({ ...about, tries: all }, outcome.why, parts)
        await delivery.done()
        return 'dead'
      }
      delivery.again(retryDelayMs(failed, parts))
      return 'retry'
    }
    default: {
      const unreachable: never = outcome
      return unreachable
    }
  }
}

async function keepDeadLetter(
  { delivery, job, tries }: Case,
  cause: string,
  { ledger, onDead, observer }: AttemptParts,
): Promise<void> {
  await ledger.keepDeadLetter(delivery, cause, tries)
  if (job) await onDead(job, delivery.replay)
  await ledger.forget(delivery.id)
  observer.died(delivery, cause)
}

/** 5, 10, 20 s …, and a little more by chance, so that jobs that failed together come back apart. */
function retryDelayMs(
  failed: number,
  { settings, random }: Pick<AttemptParts, 'settings' | 'random'>,
): number {
  return settings.retryBaseMs * 2 ** (failed - 1) + random(...settings.jitterMs)
}
