/** Every stage of a tick is named and timed by the same helper, so a hang says where it is. */
import type { Clock } from '../platform/ambient.ts'

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
  /** The stage under way, for whoever asks why nothing moves. */
  current(): StageName | null
}

/**
 * A timer that reports each stage's own time in milliseconds: what a stage inside it took (a load
 * while deciding, a settlement while flushing) counts for the inner one only, so that stages add up.
 */
export function stageTimer(
  clock: Pick<Clock, 'mono'>,
  report: (name: StageName, durationMs: number) => void,
): StageTimer {
  let current: StageName | null = null
  let insideMs = 0

  /** Begins a stage; the result ends it. */
  function begin(name: StageName): () => void {
    const outer = current
    const outerInsideMs = insideMs
    const began = clock.mono()
    current = name
    insideMs = 0
    return () => {
      const tookMs = clock.mono() - began
      report(name, tookMs - insideMs)
      current = outer
      insideMs = outerInsideMs + tookMs
    }
  }

  return {
    sync(name, run) {
      const end = begin(name)
      try {
        return run()
      } finally {
        end()
      }
    },
    async async(name, run) {
      const end = begin(name)
      try {
        return await run()
      } finally {
        end()
      }
    },
    current: () => current,
  }
}
