/** Names and times every stage of a tick. */
import type { Clock } from '../../platform/ambient.ts'

export type StageName =
  | 'collect'
  | 'load'
  | 'decide'
  | 'encode'
  | 'flush'
  | 'settle'
  | 'promote'
  | 'publish'

export interface StageTimer {
  sync<T>(name: StageName, run: () => T): T
  async<T>(name: StageName, run: () => Promise<T>): Promise<T>
  /** Ends the tick and reports its stages; the time since the last stage counts for that one. */
  over(): void
  /** The tick that runs at this moment, with the stage it is in; null between two ticks. */
  running(): RunningTick | null
}

export interface RunningTick {
  readonly stage: StageName
  /** Since the tick began, milliseconds. */
  readonly ageMs: number
}

/**
 * Creates a timer that reports each stage's own time in milliseconds, once a tick. Every moment from a
 * tick's first stage to `over` counts for exactly one stage, so that the stages add up to the tick: a
 * load while deciding counts as load, and the time between two stages counts for the first of them.
 */
export function createStageTimer(
  clock: Pick<Clock, 'mono'>,
  report: (name: StageName, durationMs: number) => void,
): StageTimer {
  const tookMs = new Map<StageName, number>()
  let current: StageName | null = null
  let charged: StageName | null = null
  let sinceMs = 0
  let beganMs = 0

  /** Closes the lap and charges what follows to `next`. */
  function lap(next: StageName | null): void {
    const nowMs = clock.mono()
    if (!charged) beganMs = nowMs
    if (charged) tookMs.set(charged, (tookMs.get(charged) ?? 0) + nowMs - sinceMs)
    sinceMs = nowMs
    charged = next
  }

  function begin(name: StageName): StageName | null {
    const outer = current
    lap(name)
    current = name
    return outer
  }

  function end(outer: StageName | null): void {
    if (outer) lap(outer)
    current = outer
  }

  return {
    sync(name, run) {
      const outer = begin(name)
      try {
        return run()
      } finally {
        end(outer)
      }
    },
    async async(name, run) {
      const outer = begin(name)
      try {
        return await run()
      } finally {
        end(outer)
      }
    },
    over() {
      lap(null)
      for (const [name, durationMs] of tookMs) report(name, durationMs)
      tookMs.clear()
    },
    running: () => charged && { stage: charged, ageMs: clock.mono() - beganMs },
  }
}
