/**
 * What a process does with errors that nobody caught (decision 20): a promise that failed while nobody
 * waited is logged and counted; an exception ends the process, because nobody knows what it left half
 * done, and the supervisor starts a fresh one.
 */
import type { Bus } from './bus/bus.ts'
import { coerceError } from './errors.ts'
import type { Logger } from './log.ts'
import { processCounts } from './process-counts.ts'

/** `EX_SOFTWARE` of sysexits.h: what a process exits with when only a fresh one can go on. */
export const exitCodeOfBug = 70

/** Writes every such error down as one line. Called once per process, before its work begins. */
export function catchUncaught(log: Logger): void {
  process.on('unhandledRejection', (reason) => {
    processCounts.unhandledRejections += 1
    log.error(
      { event: 'unhandled-rejection', err: coerceError(reason) },
      'a promise failed and nobody waited for it',
    )
  })
  process.on('uncaughtException', (thrown) => {
    log.fatal(
      { event: 'uncaught-exception', err: coerceError(thrown) },
      'nobody caught an error; this process ends',
    )
    process.exit(exitCodeOfBug)
  })
}

/**
 * Ends the process when its bus closes before it was told to stop: the bus reconnects for ever, so a
 * connection that closes all the same needs a fresh process, which the supervisor starts.
 */
export function endWithBus(bus: Bus, stopping: AbortSignal, log: Logger): void {
  void bus.closed.then((error) => {
    if (stopping.aborted) return
    log.fatal({ event: 'bus-closed', err: error }, 'the bus connection closed')
    process.exit(exitCodeOfBug)
  })
}
