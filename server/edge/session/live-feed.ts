/**
 * Sends live narration to the players who may hear it: everybody in the room, or one in private talk.
 *
 * The people in a room are read from the store when a narration begins and again while it goes on. So
 * they are right although another gateway may serve those who move. Pieces of one narration stay in
 * order. A piece whose hearers cannot be read is dropped, because the committed event repeats it all.
 */
import { LRUCache } from 'lru-cache'
import type { RoomId } from '../../../schema/ids.ts'
import type { LiveMessage } from '../../../schema/live.ts'
import type { Receiver } from './hub.ts'
import { SharedFrame } from './shared-frame.ts'

/** Ids of characters. */
export type Hearers = ReadonlySet<string>

export interface LiveFeedParts {
  readonly receivers: () => Iterable<Receiver>
  /** Ids of the characters in a room, as committed. */
  readonly peopleIn: (room: RoomId) => Promise<Hearers>
  /** Milliseconds that only grow. */
  readonly mono: () => number
  readonly onTrouble: (where: string, error: unknown) => void
}

export interface LiveFeed {
  receive(message: LiveMessage): void
  /** Called with every piece that is delivered: event streams over HTTP carry them too. */
  onChunk: ((message: LiveMessage, hearers: Hearers) => void) | undefined
}

interface UnderWay {
  hearers: Hearers
  readAt: number
  work: Promise<void>
}

const narrationsMax = 1_000
const hearersFreshMs = 1_000

export function createLiveFeed(parts: LiveFeedParts): LiveFeed {
  const underWay = new LRUCache<string, UnderWay>({ max: narrationsMax })
  const feed: LiveFeed = {
    onChunk: undefined,
    receive(message) {
      const state = underWay.get(message.narration) ?? {
        hearers: new Set<string>(),
        readAt: Number.NEGATIVE_INFINITY,
        work: Promise.resolve(),
      }
      underWay.set(message.narration, state)
      state.work = state.work
        .then(() => sendPiece(state, message))
        .catch((error: unknown) => parts.onTrouble('narration', error))
      if (message.done) underWay.delete(message.narration)
    },
  }

  async function sendPiece(state: UnderWay, message: LiveMessage): Promise<void> {
    if (message.to !== undefined) state.hearers = new Set([message.to])
    else if (parts.mono() - state.readAt > hearersFreshMs) {
      state.hearers = await parts.peopleIn(message.room)
      state.readAt = parts.mono()
    }
    const { narration, cause, seq, chunk, done } = message
    const shared = cause === undefined ? {} : { cause }
    const frame = new SharedFrame({ t: 'narration', narration, ...shared, seq, chunk, done })
    for (const receiver of parts.receivers()) {
      if (state.hearers.has(receiver.character?.id ?? '')) receiver.wire.send(frame)
    }
    feed.onChunk?.(message, state.hearers)
  }

  return feed
}
