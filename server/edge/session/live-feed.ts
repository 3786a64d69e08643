/**
 * Live narration for the players who may hear it: everybody in the room, or one in private talk.
 *
 * Who is in a room is read from the store when a narration begins and again while it goes on, so it
 * is right whichever gateway moved whom. Pieces of one narration stay in order; a piece that cannot
 * be placed is dropped, because the committed event says it all again.
 */
import { LRUCache } from 'lru-cache'
import { type LiveMessage, readLiveMessage } from '../../../schema/live.ts'
import type { Receiver } from './hub.ts'
import { SharedFrame } from './shared-frame.ts'

/** Characters by id. */
export type Hearers = ReadonlySet<string>

export interface LiveFeedParts {
  readonly receivers: () => Iterable<Receiver>
  /** Ids of the characters in a room, as committed. */
  readonly peopleIn: (room: string) => Promise<Hearers>
  readonly mono: () => number
  readonly onTrouble: (where: string, error: unknown) => void
}

export interface LiveFeed {
  /** A message of the bus. */
  receive(text: string): void
  /** Hears every piece that is delivered, for mirrors such as event streams over HTTP. */
  onChunk: ((message: LiveMessage, hearers: Hearers) => void) | undefined
}

interface Underway {
  hearers: Hearers
  readAt: number
  work: Promise<void>
}

const narrationsMax = 1_000
const hearersFreshMs = 1_000

export function liveFeed(parts: LiveFeedParts): LiveFeed {
  const underway = new LRUCache<string, Underway>({ max: narrationsMax })
  const feed: LiveFeed = {
    onChunk: undefined,
    receive(text) {
      const message = readLiveMessage(text)
      if (!message) return
      const state = underway.get(message.narration) ?? {
        hearers: new Set<string>(),
        readAt: Number.NEGATIVE_INFINITY,
        work: Promise.resolve(),
      }
      underway.set(message.narration, state)
      state.work = state.work
        .then(() => place(state, message))
        .catch((error: unknown) => parts.onTrouble('narration', error))
      if (message.done) underway.delete(message.narration)
    },
  }

  async function place(state: Underway, message: LiveMessage): Promise<void> {
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
