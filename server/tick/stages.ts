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

/** A timer that reports each stage's duration in milliseconds. */
export function stageTimer(
  clock: Pick<Clock, 'mono'>,
  report: (name: StageName, durationMs: number) => void,
): StageTimer {
  let current: StageName | null = null
  return {
    sync(name, run) {
      const outer = current
      const began = clock.mono()
      current = name
      try {
        return run()
      } finally {
        current = outer
        report(name, clock.mono() - began)
      }
    },
    async async(name, run) {
      const outer = current
      const began = clock.mono()
      current = name
      try {
        return await run()
      } finally {
        current = outer
        report(name, clock.mono() - began)
      }
    },
    current: () => current,
  }
}
