/** A runner on a real stream with work of the test's own; delays are short by settings. */
import type { Job } from '../../../schema/jobs.ts'
import { systemClock } from '../../../server/platform/ambient.ts'
import { openDatabase } from '../../../server/platform/database.ts'
import { createJobSource } from '../../../workers/run/bus-jobs.ts'
import type { RunnerObserver, RunnerSettings, Work } from '../../../workers/run/contract.ts'
import { type Runner, type RunnerParts, startRunner } from '../../../workers/run/runner.ts'
import { createJobLedger } from '../../../workers/store/ledger.ts'
import type { TestBus } from './support.ts'

export interface Ended {
  readonly id: string
  readonly outcome: string
}

export interface Trial {
  /** Stops the runner and closes what it used. */
  stop(): Promise<void>
  readonly runner: Runner
  readonly ended: Ended[]
  readonly deadJobs: Job[]
  /** Resolves once this many deliveries have come to their end. */
  endings(count: number): Promise<Ended[]>
}

type Chance = Pick<RunnerParts, 'random'>

export function startTrial(
  bus: TestBus,
  work: Work,
  { random = () => 0, ...settings }: Partial<RunnerSettings> & Partial<Chance> = {},
  name = 'w1',
): Trial {
  const ended: Ended[] = []
  const deadJobs: Job[] = []
  const waiting = new Set<() => void>()
  const db = openDatabase(bus.databaseUrl, name, 4)
  const observer: RunnerObserver = {
    began: () => undefined,
    ended(delivery, outcome) {
      ended.push({ id: delivery.id, outcome })
      for (const look of waiting) look()
    },
    died: () => undefined,
    failed: () => undefined,
  }
  const runner = startRunner({
    source: createJobSource(bus.bus, bus.subjects, 1_000),
    ledger: createJobLedger(db, bus.bus, bus.subjects, name),
    clock: systemClock,
    random,
    settings: {
      slots: 5,
      retriesMax: 3,
      retryBaseMs: 50,
      jitterMs: [1, 2],
      workingEveryMs: () => 1_000,
      leaseMs: 300_000,
      stopGraceMs: 5_000,
      ...settings,
    },
    observer,
    onDead: async (job) => void deadJobs.push(job),
    work,
  })
  return {
    runner,
    async stop() {
      await runner.stop()
      await db.destroy()
    },
    ended,
    deadJobs,
    endings: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (ended.length < count) return
          waiting.delete(look)
          resolve(ended)
        }
        waiting.add(look)
        look()
      }),
  }
}
