/** The way down of a role: a list of steps, in the order in which they are listed. */
import type { Logger } from '../platform/log.ts'

export interface StopStep {
  readonly what: string
  /** Why the step stands at its place in the list. */
  readonly why: string
  readonly run: () => unknown
}

/** Runs every step, one after another. One that fails is logged and keeps none of the others from running. */
export async function stopInOrder(steps: readonly StopStep[], log: Logger): Promise<void> {
  for (const { what, run } of steps) {
    try {
      await run()
    } catch (error) {
      log.error({ event: 'stop-step-failed', what, err: error }, 'a step of stopping has failed')
    }
  }
}
