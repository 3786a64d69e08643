/**
 * Keeps one process running: starts it, and starts it again whenever it ends, with growing pauses.
 *
 * States: starting -> running -> (ended -> pausing -> starting ...) until `stop`, which works in every
 * state. The very first start is different: its failure is reported and not repeated, because a
 * person is watching and a wrong setting does not get better by waiting.
 */
import { randomShare, systemClock } from '../../platform/ambient.ts'
import type { Logger } from '../../platform/log.ts'
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
  /** Resolves when it runs for the first time; rejects when that start failed. */
  readonly first: Promise<R>
  /** The running process, if it runs right now. */
  current(): R | undefined
  /** Ends it for good. */
  stop(): Promise<void>
  /** Starts it no more; what runs goes on running. */
  letGo(): void
  /**
   * Stops it and starts it at once, with the code that is on disk. Resolves when it runs again; rejects
   * when it did not start, and then it is tried again like anything that ended.
   */
  replace(): Promise<void>
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
/** A process that ran for this long starts with the shortest pause again. */
const healthyAfterMs = 30_000

/** The pause before restart number `failures` (from 0): doubled each time, half of it random. */
export const pauseMs = (failures: number, chance: number): number => {
  const full = Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(failures, 10))
  return full / 2 + (full / 2) * chance
}

/** Starts the process and keeps it running until `stop`. */
export const keepRunning = <R extends Runnable>(options: KeepOptions<R>): Keeper<R> => {
  const stopping = new AbortController()
  const first = Promise.withResolvers<R>()
  let current: R | undefined
  let failures = 0
  /** Somebody waits for the successor of what runs. */
  let replacing: PromiseWithResolvers<void> | undefined

  /** Starts it and waits until it has ended. */
  const runOnce = async (): Promise<void> => {
    const sinceMs = systemClock.mono()
    current = await options.start()
    first.resolve(current)
    replacing?.resolve()
    replacing = undefined
    options.onChange()
    if (stopping.signal.aborted) await current.stop()
    const exit = await current.exited
    current = undefined
    options.onChange()
    if (systemClock.mono() - sinceMs > healthyAfterMs) failures = 0
    if (!stopping.signal.aborted && !replacing) hasEnded(options, exit)
  }

  const run = async (): Promise<void> => {
    await runOnce().catch((error: unknown) => {
      first.reject(error)
      stopping.abort()
    })
    while (!stopping.signal.aborted) {
      const pause = replacing ? 0 : pauseMs(failures, randomShare())
      await systemClock.sleep(pause, stopping.signal)
      failures += replacing ? 0 : 1
      if (stopping.signal.aborted) return
      // Whatever keeps it from starting may pass.
      await runOnce().catch((error: unknown) => {
        notStarted(options, error)
        replacing?.reject(error)
        replacing = undefined
      })
    }
  }

  const ended = run()
  first.promise.catch(whoeverWaitsHears)
  return {
    name: options.name,
    first: first.promise,
    current: () => current,
    letGo: () => stopping.abort(),
    async replace() {
      replacing ??= Promise.withResolvers<void>()
      await Promise.all([replacing.promise, current?.stop()])
    },
    stop: async () => {
      stopping.abort()
      await Promise.all([current?.stop(), ended])
    },
  }
}

const hasEnded = ({ log, name }: Logged, { code, signal }: ServerExit): void =>
  log.error(
    { event: 'process-ended', process: name, code, signal },
    'a process ended; it is started again',
  )

const notStarted = ({ log, name }: Logged, error: unknown): void =>
  log.error(
    { event: 'process-not-started', process: name, err: error },
    'a process did not start; it is tried again',
  )

type Logged = Pick<KeepOptions<Runnable>, 'log' | 'name'>

/** Nobody may wait yet, and then a failure would count as a rejection that nobody handles. */
const whoeverWaitsHears = (): undefined => undefined
