/** What a worker does now and then beside its jobs: sweeping, and writing accounts. */
import type { Clock } from '../../server/platform/ambient.ts'
import type { ResponseCache } from '../talk/response-cache.ts'
import type { RunnerObserver } from './contract.ts'

/** Something that gathers rows and writes them now and then. Rejects with a retryable error. */
interface Flushed {
  flush(): Promise<void>
}

export interface UpkeepParts {
  readonly cache: ResponseCache
  /** What models have cost. */
  readonly spend: Flushed
  readonly budget: Flushed
  /** Removes what the slow path no longer needs from the store. */
  readonly sweepStore: (nowMs: number) => Promise<unknown>
  readonly clock: Clock
  readonly observer: Pick<RunnerObserver, 'failed'>
  readonly cacheSweepMs: number
}

const accountsEveryMs = 10_000
/** A bill that waits keeps its estimate booked for all workers. */
const billsEveryMs = 2_000
const storeSweepMs = 60_000

/** Starts the rounds; `stop` ends them and writes the accounts once more. */
export function startUpkeep(parts: UpkeepParts) {
  const { cache, spend, budget, clock, observer } = parts
  const told = (where: string, work: () => Promise<unknown>) => () =>
    work().then(
      () => undefined,
      (error: unknown) => observer.failed(where, error),
    )
  const accounts = told('spend', () => spend.flush())
  const bills = told('budget', () => budget.flush())
  const timers = [
    setInterval(() => cache.sweep(), parts.cacheSweepMs),
    setInterval(() => void accounts(), accountsEveryMs),
    setInterval(() => void bills(), billsEveryMs),
    setInterval(() => void told('sweep', () => parts.sweepStore(clock.now()))(), storeSweepMs),
  ]
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await accounts()
      await bills()
    },
  }
}
