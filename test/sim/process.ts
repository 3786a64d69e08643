/**
 * A simulated process. Everything that reaches it from outside (a timer, an answer, a message) goes
 * through `deliver`: a pause keeps it in the mailbox, a crash makes it reach nobody, since what was
 * sent belongs to a generation that is gone.
 */
import type { Clock } from '../../server/platform/ambient.ts'
import type { Scheduler } from './scheduler.ts'

/** Wall time at the begin of a run; an arbitrary, fixed moment. */
export const epochMs = 1_700_000_000_000

export interface SimProcess {
  readonly name: string
  readonly clock: Clock
  /** True while it runs, paused or not. */
  up(): boolean
  /** Wraps a callback so that it obeys pauses and crashes of this generation. */
  deliver<A extends unknown[]>(callback: (...args: A) => void): (...args: A) => void
  /** `callback` after `delayMs` in this process's life. The result takes it back. */
  after(delayMs: number, callback: () => void): () => void
  pause(): void
  wake(): void
  crash(): void
  start(): void
}

export function simProcess(name: string, scheduler: Scheduler): SimProcess {
  let generation = 0
  let up = false
  let paused = false
  let mailbox: (() => void)[] = []

  function deliver<A extends unknown[]>(callback: (...args: A) => void) {
    const mine = generation
    return (...args: A): void => {
      if (!up || mine !== generation) return
      // While letters wait, a new one goes behind them: a channel never overtakes itself.
      if (paused || mailbox.length > 0) mailbox.push(() => callback(...args))
      else callback(...args)
    }
  }

  /** One letter an event, as an event loop would take them up again. */
  function openMail(): void {
    const mine = generation
    scheduler.after(0, () => {
      if (mine !== generation || paused) return
      const first = mailbox[0]
      first?.()
      mailbox.shift()
      if (mailbox.length > 0) openMail()
    })
  }

  function after(delayMs: number, callback: () => void): () => void {
    return scheduler.after(delayMs, deliver(callback))
  }

  return {
    name,
    up: () => up,
    deliver,
    after,
    clock: {
      now: () => epochMs + scheduler.nowMs(),
      mono: () => scheduler.nowMs(),
      sleep: (ms, signal) => sleep(after, ms, signal),
    },
    pause() {
      paused = true
      scheduler.note(`${name} pauses`)
    },
    wake() {
      if (!paused) return
      paused = false
      scheduler.note(`${name} wakes`)
      if (mailbox.length > 0) openMail()
    },
    crash() {
      up = false
      paused = false
      generation += 1
      mailbox = []
      scheduler.note(`${name} crashes`)
    },
    start() {
      up = true
      generation += 1
      scheduler.note(`${name} starts`)
    },
  }
}

/** As the product's own clock: resolves when the time has come or the signal aborts. */
function sleep(
  after: (delayMs: number, callback: () => void) => () => void,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const cancel = after(Math.max(1, ms), done)
    signal?.addEventListener('abort', done, { once: true })
  })
}
