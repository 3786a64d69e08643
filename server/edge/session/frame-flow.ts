/**
 * Sends the frames of the world to one client, from the position that the client has reached:
 *
 *   here ──deliver──▶ here
 *   resuming ──backlog read──▶ here        (live frames wait meanwhile)
 *
 * Invariant: every frame sent is after the cursor, so nothing is seen twice, and what was missed
 * comes before what is new.
 */
import { type FramePosition, isAfter } from '../../../schema/frames/position.ts'
import type { SessionId } from '../../../schema/ids.ts'
import { framesOf, type Hub, type PlacedFrame } from './hub.ts'
import type { Wire } from './ports.ts'

export interface FrameFlowParts {
  readonly wire: Wire
  readonly hub: Hub
  readonly shard: number
  /** A frame that is about to be sent names this request as its cause. */
  readonly onCause: (request: string) => void
  /** Frames are lost for good: the client has to look around anew. */
  readonly onLost: () => void
}

export interface FrameFlow {
  /** Begins at a position; frames at or before it are not sent. */
  beginAt(here: FramePosition): void
  /**
   * Sends what a session missed between `from` and `here`, then what has come meanwhile. `from` is
   * null when the client does not know its position. `stillOpen` is asked after the reads. Rejects
   * when the store is away.
   */
  catchUp(
    session: SessionId,
    from: FramePosition | null,
    here: FramePosition,
    stillOpen: () => boolean,
  ): Promise<void>
  deliver(placed: PlacedFrame): void
  /** Live frames are lost for good. */
  missed(): void
}

export function createFrameFlow({ wire, hub, shard, onCause, onLost }: FrameFlowParts): FrameFlow {
  let cursor: FramePosition = { tick: 0, k: 0 }
  /** Live frames that wait until the backlog of a resume has been read. */
  let held: PlacedFrame[] | null = null
  let lostWhileHeld = false

  /** False for a position that the store does not know, because it has gone back in time since. */
  function isOfThisPast(from: FramePosition, here: FramePosition): boolean {
    return from.tick >= hub.timeline(shard) && !isAfter(from, here)
  }

  function sendAfterCursor({ position, frame: shared }: PlacedFrame): void {
    if (!isAfter(position, cursor)) return
    cursor = position
    const { frame } = shared
    const cause = 'request' in frame ? frame.request : 'cause' in frame ? frame.cause : undefined
    if (cause !== undefined) onCause(cause)
    wire.send(shared)
  }

  return {
    beginAt(here) {
      cursor = here
    },
    async catchUp(session, from, here, stillOpen) {
      held = []
      const { archive } = hub
      const missed = from ? await archive.read(shard, from.tick - 1, here.tick, { session }) : []
      // Asked after the read, because the store may drop outputs during the read.
      const reachable =
        from !== null && isOfThisPast(from, here) && (await archive.reaches(shard, from.tick))
      if (!stillOpen()) return
      wire.cork()
      cursor = reachable && from ? from : here
      for (const { tick, outputs } of reachable ? missed : []) {
        for (const placed of outputs.flatMap((output) => framesOf(tick, output))) {
          if (!isAfter(placed.position, here)) sendAfterCursor(placed)
        }
      }
      if (isAfter(here, cursor)) cursor = here
      const waiting = held
      held = null
      if (!reachable || lostWhileHeld) onLost()
      lostWhileHeld = false
      for (const placed of waiting) sendAfterCursor(placed)
      wire.uncork()
    },
    deliver(placed) {
      if (held) held.push(placed)
      else sendAfterCursor(placed)
    },
    missed() {
      if (held) lostWhileHeld = true
      else onLost()
    },
  }
}
