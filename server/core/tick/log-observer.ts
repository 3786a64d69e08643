/** Writes what happens in a tick process into its log. */
import { requestId } from '../../../schema/ids.ts'
import type { Logger } from '../../platform/log.ts'
import type { LeadObserver } from './lead-parts.ts'
import type { TickReport } from './tick.ts'

/** Ticks that take longer are logged one by one. */
const slowMs = 250

export function logObserver(log: Logger): Partial<LeadObserver> {
  return {
    leading({ shard, epoch, tick, commandSeq }) {
      log.info({ event: 'tick-leading', shard, epoch, tick, commandSeq }, 'leading')
    },
    steppedDown: (why) => log.info({ event: 'tick-stepped-down', why }, 'no longer leading'),
    ticked(report, durationMs, _oldestMs, waiting) {
      if (log.isLevelEnabled('debug')) logApplied(log, report)
      if (durationMs < slowMs) return
      // The words of a command are private; its number is enough to find it by.
      const { oldest, applied: _, ...figures } = report
      const request =
        oldest && requestId(oldest.command.session, 'n' in oldest.command ? oldest.command.n : 0)
      log.warn({ event: 'tick-slow', ...figures, request, durationMs, waiting }, 'a tick took long')
    },
    overran: (beats) => log.warn({ event: 'heartbeat-overrun', beats }, 'heartbeats were skipped'),
    wentBack({ tick }, seenTick) {
      log.error(
        { event: 'store-went-back', checkpoint: tick, seenTick },
        'the store has lost ticks that were told; a new timeline begins',
      )
    },
    streamReplaced(checkpoint, tag) {
      log.error(
        { event: 'stream-replaced', checkpoint: checkpoint.commandSeq, tag },
        'the command stream is not the one the checkpoint speaks of; starting at its beginning',
      )
    },
    commandsMissing({ commandSeq }, firstSeq) {
      log.error(
        { event: 'commands-missing', checkpoint: commandSeq, firstSeq },
        'the command stream begins after the checkpoint; what was between is lost',
      )
    },
    quarantined(request, error) {
      log.error({ event: 'quarantined', request, err: error }, 'a rule broke')
    },
    unreadable: (why) =>
      log.error({ event: 'unreadable-command', why }, 'a command was unreadable'),
    failed(where, error) {
      log.warn({ event: 'tick-trouble', where, err: error }, 'bus or store failed')
    },
    brokenRow({ id, why }, outcome, error) {
      log.error({ event: 'broken-row', entity: id, why, outcome, err: error }, 'a row was broken')
    },
  }
}

/** A line for every command, under the request whose first eight characters all processes share. */
function logApplied(log: Logger, { tick, applied }: TickReport): void {
  for (const { session, n, status, code } of applied) {
    const request = requestId(session, n)
    log.debug({ event: 'command-applied', request, tick, status, code }, 'a command was applied')
  }
}
