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
import type { V1Style } from '../render/wire-formats.ts'
import { FrameRun } from './frame-run.ts'
import { framesOf, type Hub } from './hub.ts'
import type { Wire } from './ports.ts'

export interface FrameFlowParts {
  readonly wire: Wire
  readonly hub: Hub
  readonly shard: number
  /** A frame that is about to be sent names this request as its cause. True for one of this session. */
  readonly onCause: (request: string) => boolean
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
  deliver(run: FrameRun): void
  /** Live frames are lost for good. */
  missed(): void
}

export function createFrameFlow({ wire, hub, shard, onCause, onLost }: FrameFlowParts): FrameFlow {
  let cursor: FramePosition = { tick: 0, k: 0 }
  /** Live frames that wait until the backlog of a resume has been read. */
  let held: FrameRun[] | null = null
  let lostWhileHeld = false

  /** False for a position that the store does not know, because it has gone back in time since. */
  function isOfThisPast(from: FramePosition, here: FramePosition): boolean {
    return from.tick >= hub.timeline(shard) && !isAfter(from, here)
  }

  function send(run: FrameRun): void {
    const fresh = run.after(cursor)
    const last = fresh.frames.at(-1)
    if (!last) return
    cursor = last.position
    let by: V1Style['by'] = 'others'
    for (const request of fresh.requests) if (onCause(request)) by = 'oneself'
    wire.sendAll(fresh, by)
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
      const backlog = (reachable ? missed : [])
        .flatMap(({ tick, outputs }) => outputs.flatMap((output) => framesOf(tick, output)))
        .filter(({ position }) => !isAfter(position, here))
      send(new FrameRun(backlog))
      if (isAfter(here, cursor)) cursor = here
      const waiting = held
      held = null
      if (!reachable || lostWhileHeld) onLost()
      lostWhileHeld = false
      for (const run of waiting) send(run)
      wire.uncork()
    },
    deliver(run) {
      if (held) held.push(run)
      else send(run)
    },
    missed() {
      if (held) lostWhileHeld = true
      else onLost()
    },
  }
}
