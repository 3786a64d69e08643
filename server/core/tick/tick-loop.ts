/** The loop of a leader: wait, take commands, run a tick, see to what is due afterwards. */
import { passesByItself } from '../../platform/errors.ts'
import { BatchSize } from './batch-size.ts'
import { GatewayWatch } from './gateway-watch.ts'
import type { Batch, Inbox } from './inbox.ts'
import type { LeadParts } from './lead-parts.ts'
import type { Leadership } from './leadership.ts'
import { Pacing } from './pacing.ts'
import { careAfter, type LadderParts, tickWithCare } from './poison-ladder.ts'
import { Upkeep } from './upkeep.ts'

export interface TickLoop {
  readonly lead: Leadership
  readonly inbox: Inbox
  readonly parts: LeadParts
  /** Leaders in a row that broke over the position at which this one begins. */
  readonly attempts: number
  readonly stop: AbortSignal
  readonly onCommitted: () => void
}

/** A tick over commands broke by an error that does not pass by itself: the commands may be to blame. */
export class BrokenByCommands extends Error {}

/** Runs ticks until `stop` aborts or another process leads. Throws `BrokenByCommands` or a tick's error. */
export async function tickUntilOver(loop: TickLoop): Promise<'stopped' | 'fenced'> {
  const { lead, inbox, parts, stop } = loop
  const { settings, clock, stage, observer } = parts
  const ladderParts = ladderPartsOf(parts)
  const gateways = new GatewayWatch(parts.bus, clock, settings.gatewaySilenceMs)
  gateways.expect(lead.cache.world)
  const pacing = new Pacing(inbox, clock, settings, stop)
  const upkeep = new Upkeep(lead, parts, gateways)
  const size = new BatchSize(settings.commandsPerTickMax)
  let care = careAfter(loop.attempts)
  try {
    for (;;) {
      const start = await pacing.nextTick()
      if (!start) return 'stopped'
      if (start.beatsSkipped > 0) observer.overran(start.beatsSkipped)
      const most = care === 'batch' ? size.most : 1
      const batch = stage.sync('collect', () => inbox.take(most))
      for (const why of batch.unreadable) observer.unreadable(why)
      const moment = {
        beats: start.beats,
        nowMs: clock.now(),
        linkReviews: gateways.reviews(),
      }
      lead.underWay = batch.lastSeq > 0 ? { seq: batch.lastSeq, sinceMs: moment.nowMs } : undefined
      const ticking = tickWithCare({ lead, batch, moment, parts: ladderParts }, care)
      const report = await ticking.catch((error: unknown) => throwBlamed(batch, error))
      lead.underWay = undefined
      if (report.outcome === 'fenced') return 'fenced'
      // Commands have come to their end, so those that follow are to blame for nothing.
      if (batch.arrived.length > 0) care = 'batch'
      const endedMs = clock.mono()
      size.ticked(batch.arrived.length, endedMs - start.beganMs, inbox.size)
      stage.over()
      if (report.outcome === 'committed') {
        upkeep.committed(endedMs)
        loop.onCommitted()
      }
      observer.ticked(report, endedMs - start.beganMs, batch.oldestMs, inbox.size)
      if (!(await upkeep.run(endedMs))) return 'fenced'
    }
  } finally {
    stage.over()
    gateways.close()
  }
}

/** An error that passes by itself says nothing about the commands that were at hand. */
function throwBlamed(batch: Batch, error: unknown): never {
  if (batch.arrived.length === 0 || passesByItself(error)) throw error
  throw new BrokenByCommands('a tick over commands broke', { cause: error })
}

function ladderPartsOf({ settings, store, stage, bus, observer, vault }: LeadParts): LadderParts {
  return {
    store,
    stage,
    ...(vault ? { vault } : {}),
    rules: settings.rules,
    ...(settings.world === undefined ? {} : { world: settings.world }),
    heartbeatMs: settings.heartbeatMs,
    leaseMs: settings.leaseMs,
    outputWindowMs: settings.outputWindowMs,
    waitMaxMs: settings.ledgerKeepMs / 2,
    sendOutputs: (gateway, text) => bus.sendOutputs(gateway, text),
    onQuarantine: (request, error) => observer.quarantined(request, error),
    onPoison: (error) => observer.failed('flush', error),
  }
}
