/** What a worker does now and then beside its jobs: sweeping, and writing what has gathered. */
import type { Clock } from '../../server/platform/ambient.ts'
import type { LlmClient } from '../llm/client.ts'
import type { ResponseCache } from '../talk/response-cache.ts'
import type { RunnerObserver } from './contract.ts'
import { tryModels } from './try-models.ts'

/** Something that gathers rows and writes them now and then. Rejects with a retryable error. */
interface Flushed {
  flush(): Promise<void>
}

export interface UpkeepParts {
  readonly client: Pick<LlmClient, 'probe' | 'profiles'>
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

const spendEveryMs = 10_000
/** Until a bill is written, its estimate counts for all workers. */
const billsEveryMs = 2_000
const storeSweepMs = 60_000

/** Starts the rounds; `stop` ends them and writes what has gathered once more. */
export function startUpkeep(parts: UpkeepParts) {
  const { cache, spend, budget, client, clock, observer } = parts
  const stopTrying = tryModels(client, observer)
  const guarded = (where: string, work: () => Promise<unknown>) => () =>
    work().then(
      () => undefined,
      (error: unknown) => observer.failed(where, error),
    )
  const writeSpend = guarded('spend', () => spend.flush())
  const writeBills = guarded('budget', () => budget.flush())
  const timers = [
    setInterval(() => cache.sweep(), parts.cacheSweepMs),
    setInterval(() => void writeSpend(), spendEveryMs),
    setInterval(() => void writeBills(), billsEveryMs),
    setInterval(() => void guarded('sweep', () => parts.sweepStore(clock.now()))(), storeSweepMs),
  ]
  return {
    async stop() {
      stopTrying()
      for (const timer of timers) clearInterval(timer)
      await writeSpend()
      await writeBills()
    },
  }
}
