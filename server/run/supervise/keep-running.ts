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
  /**
   * Starts a successor beside it, once `retire` has resolved: from then on the successor is what is kept
   * running, and what ran goes on by itself. Resolves and rejects as `replace` does. Absent where nothing is
   * started again.
   */
  succeed?(retire: (old: R) => Promise<void>): Promise<void>
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

/** Nobody looks how a process ends that is left to itself. */
const wasLeft: ServerExit = { code: null, signal: null }

type Keeping<R extends Runnable> = {
  readonly options: KeepOptions<R>
  readonly stopping: AbortController
  readonly first: PromiseWithResolvers<R>
  current: R | undefined
  failures: number
  /** Somebody waits for the successor of what runs. */
  replacing: PromiseWithResolvers<void> | undefined
  /** Resolved when what runs is left to itself. */
  left: PromiseWithResolvers<ServerExit>
}

/** Starts the process and keeps it running until `stop`. */
export const keepRunning = <R extends Runnable>(options: KeepOptions<R>): Keeper<R> => {
  const state: Keeping<R> = {
    options,
    stopping: new AbortController(),
    first: Promise.withResolvers<R>(),
    current: undefined,
    failures: 0,
    replacing: undefined,
    left: Promise.withResolvers<ServerExit>(),
  }
  const { stopping, first } = state
  const makeWay = async (end: (old: R) => Promise<void>): Promise<void> => {
    state.replacing ??= Promise.withResolvers<void>()
    await Promise.all([state.replacing.promise, state.current && end(state.current)])
  }
  const ended = run(state)
  first.promise.catch(whoeverWaitsHears)
  return {
    name: options.name,
    first: first.promise,
    current: () => state.current,
    letGo: () => stopping.abort(),
    replace: () => makeWay((old) => old.stop()),
    succeed: (retire) => makeWay((old) => retire(old).then(() => state.left.resolve(wasLeft))),
    stop: async () => {
      stopping.abort()
      await Promise.all([state.current?.stop(), ended])
    },
  }
}

const run = async <R extends Runnable>(state: Keeping<R>): Promise<void> => {
  const { options, stopping, first } = state
  await runOnce(state).catch((error: unknown) => {
    first.reject(error)
    stopping.abort()
  })
  while (!stopping.signal.aborted) {
    const pause = state.replacing ? 0 : pauseMs(state.failures, randomShare())
    await systemClock.sleep(pause, stopping.signal)
    state.failures += state.replacing ? 0 : 1
    if (stopping.signal.aborted) return
    // Whatever keeps it from starting may pass.
    await runOnce(state).catch((error: unknown) => {
      notStarted(options, error)
      state.replacing?.reject(error)
      state.replacing = undefined
    })
  }
}

/** Starts it and waits until it has ended, or is left to itself. */
const runOnce = async <R extends Runnable>(state: Keeping<R>): Promise<void> => {
  const { options, stopping, first } = state
  const sinceMs = systemClock.mono()
  const current = await options.start()
  state.current = current
  first.resolve(current)
  state.replacing?.resolve()
  state.replacing = undefined
  options.onChange()
  if (stopping.signal.aborted) await current.stop()
  state.left = Promise.withResolvers()
  const exit = await Promise.race([current.exited, state.left.promise])
  state.current = undefined
  options.onChange()
  if (systemClock.mono() - sinceMs > healthyAfterMs) state.failures = 0
  if (!stopping.signal.aborted && !state.replacing) hasEnded(options, exit)
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
