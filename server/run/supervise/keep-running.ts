/**
 * Keeps one process running: starts it, and starts it again whenever it ends, with growing pauses.
 *
 * States: starting -> running -> (ended -> pausing -> starting ...) until `stop`, which works in every
 * state. The very first start is different: its failure is reported instead of repeated, because a
 * person is watching and a wrong setting does not get better by waiting.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { ProcessIdentity } from '../embedded/processes.ts'
import type { ServerExit } from '../embedded/server-process.ts'

/** Something that runs until it ends or is stopped. */
export type Runnable = {
  readonly identity: ProcessIdentity
  readonly exited: Promise<ServerExit>
  stop(): Promise<void>
}

/** A process that is kept running. */
export type Keeper<R extends Runnable> = {
  readonly name: string
  /** Resolves when it runs for the first time. */
  readonly first: Promise<R>
  /** The running process, if it runs right now. */
  current(): R | undefined
  /** Ends it for good. */
  stop(): Promise<void>
  /** Lets it be: it is not stopped, but not started again either. */
  letGo(): void
}

/** What to keep running. */
export type KeepOptions<R extends Runnable> = {
  readonly name: string
  readonly log: Logger
  start(): Promise<R>
  /** Called whenever it has started or ended. */
  onChange(): void
}

const shortestPauseMs = 250
const longestPauseMs = 10_000
const healthyAfterMs = 30_000

/** The pause before restart number `failures` (from 0): doubled each time, half of it random. */
export const pauseMs = (failures: number, chance: number): number => {
  const full = Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(failures, 10))
  return full / 2 + (full / 2) * chance
}

const describeExit = ({ code, signal }: ServerExit): string =>
  signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`

/** Starts the process and keeps it running until `stop`. */
export const keepRunning = <R extends Runnable>(options: KeepOptions<R>): Keeper<R> => {
  const { name, log } = options
  const stopping = new AbortController()
  const first = Promise.withResolvers<R>()
  let current: R | undefined
  let failures = 0

  /** One life: start, run, end. */
  const live = async (): Promise<void> => {
    const since = performance.now()
    current = await options.start()
    first.resolve(current)
    options.onChange()
    if (stopping.signal.aborted) await current.stop()
    const exit = await current.exited
    current = undefined
    options.onChange()
    if (stopping.signal.aborted) return
    if (performance.now() - since > healthyAfterMs) failures = 0
    log.error({ process: name }, `${name} ${describeExit(exit)}; it is started again`)
  }

  const run = async (): Promise<void> => {
    try {
      await live()
    } catch (error) {
      first.reject(error)
      return
    }
    while (!stopping.signal.aborted) {
      // Aborted while pausing is the ordinary way to stop here.
      await delay(pauseMs(failures, Math.random()), undefined, {
        signal: stopping.signal,
      }).catch(() => undefined)
      failures += 1
      if (stopping.signal.aborted) return
      // Weather: whatever keeps it from starting may pass.
      await live().catch((error: unknown) =>
        log.error({ process: name, err: error }, `${name} did not start; it is tried again`),
      )
    }
  }

  const ended = run()
  // A rejection nobody waits for yet must not end the program.
  first.promise.catch(() => undefined)
  return {
    name,
    first: first.promise,
    current: () => current,
    letGo: () => stopping.abort(),
    stop: async () => {
      stopping.abort()
      await current?.stop()
      await ended
    },
  }
}
