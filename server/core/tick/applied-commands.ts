/**
 * Takes commands out of the stream once they are applied, so that a bounded stream runs for ever.
 *
 * A database that is set back (a fail-over to a copy that lags, a restored backup) needs the commands
 * behind the checkpoint once more. So they are kept for a while, until the stream is three quarters full:
 * then the older half of them goes, because players who are refused now are worse than a fail-over that
 * may never come.
 *
 * Invariant: nothing is dropped that a committed checkpoint does not cover, because `lead.commandSeq`
 * moves after the commit only (RELIABILITY trap 1).
 */
import type { TickBus } from './bus.ts'
import type { Inbox } from './inbox.ts'
import type { LeadParts } from './lead-parts.ts'
import type { Leadership } from './leadership.ts'

/** Time between two rounds, most of which only compare two numbers. */
const roundMs = 100
const fullShare = 0.75
/** The stream is measured each time when about this share of it has come in. */
const measureShare = 0.1
/** How often age is looked at, as a share of the time for which commands are kept. */
const ageShare = 0.01

/** Runs beside the tick until `stop` aborts; the game never waits for it. */
export async function dropAppliedCommands(
  lead: Leadership,
  inbox: Inbox,
  { settings, bus, clock, observer }: LeadParts,
  stop: AbortSignal,
): Promise<void> {
  const { commandsKeepMs } = settings
  /** When the inbox has seen as much, it is time to measure. */
  let measureAt = 0
  let ageDueMs = clock.mono()

  const once = async (): Promise<void> => {
    const ageIsDue = clock.mono() >= ageDueMs
    if (inbox.bytesSeen < measureAt && !ageIsDue) return
    if (ageIsDue) ageDueMs = clock.mono() + Math.max(1_000, commandsKeepMs * ageShare)
    const applied = lead.commandSeq
    const { firstSeq, bytes, bytesMax } = await bus.space()
    const isFull = bytes > bytesMax * fullShare
    measureAt = isFull ? 0 : inbox.bytesSeen + bytesMax * measureShare
    let upTo = firstSeq - 1
    if (applied < Math.max(1, firstSeq)) return
    if (isFull) upTo += Math.ceil((applied - upTo) / 2)
    if (ageIsDue) {
      const olderMs = clock.now() - commandsKeepMs
      upTo = Math.max(upTo, await lastOlder(bus, { firstSeq, lastSeq: applied, olderMs }))
    }
    if (upTo >= firstSeq) await bus.dropCommandsTo(upTo)
  }
  while (!stop.aborted) {
    await once().catch((error: unknown) => {
      if (stop.aborted) return
      observer.failed('drop-commands', error)
      return clock.sleep(1_000, stop)
    })
    await clock.sleep(roundMs, stop)
  }
}

/** The last position whose command was stored before a moment; the one before `firstSeq` when none was. */
async function lastOlder(
  bus: TickBus,
  { firstSeq, lastSeq, olderMs }: { firstSeq: number; lastSeq: number; olderMs: number },
): Promise<number> {
  let low = firstSeq - 1
  let high = lastSeq
  // The first one is asked for by itself, because usually it is young enough and nothing is to be done.
  for (let middle = firstSeq; low < high; middle = Math.ceil((low + high) / 2)) {
    const storedMs = await bus.storedMs(middle)
    if (storedMs === undefined || storedMs < olderMs) low = middle
    else high = middle - 1
  }
  return low
}
