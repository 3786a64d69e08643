/**
 * Commands that are stored and not applied yet, read from the stream itself: every gateway knows them,
 * also those that another gateway took and did not live to tell of. Nothing is paid for it when a
 * command comes in; whoever asks pays, and each message is read once.
 */
import { LRUCache } from 'lru-cache'
import { decodeCommands } from '../../../schema/envelope.ts'
import { type BeingId, requestId } from '../../../schema/ids.ts'
import type { BusStreams } from '../../platform/bus/bus.ts'

export interface Unapplied {
  readonly seq: number
  /** When the stream stored it, milliseconds since the epoch. */
  readonly storedMs: number
  /** Whose it is, where the command says so; otherwise it is the session's character. */
  readonly actor?: BeingId
}

export interface UnappliedParts {
  readonly streams: Pick<BusStreams, 'state' | 'message'>
  /** Name of the command stream. */
  readonly stream: string
  /**
   * How far the store has come, and in which stream. It is asked each time: what anybody remembers of it is
   * wrong once the store has gone back in time (RELIABILITY 3.1).
   */
  readonly checkpoint: () => Promise<{ readonly commandSeq: number; readonly streamTag: string }>
}

/** Looks for a request; null when the stream has none that is not applied. Rejects while the bus is away. */
export type FindUnapplied = (request: string) => Promise<Unapplied | null>

/** Far more than a gateway takes in before it refuses; older ones are not looked at. */
const messagesMax = 5_000
const readsAtOnce = 64

type Requests = ReadonlyMap<string, Unapplied>

export function createFindUnapplied({
  streams,
  stream,
  checkpoint,
}: UnappliedParts): FindUnapplied {
  const read = new LRUCache<string, Requests>({ max: messagesMax })

  async function requestsIn(tag: string, seq: number): Promise<Requests> {
    const key = `${tag} ${seq}`
    const known = read.get(key)
    if (known) return known
    const message = await streams.message(stream, seq)
    const found = new Map<string, Unapplied>()
    for (const command of message ? decodeCommands(message.text) : []) {
      if (command.t !== 'line') continue
      const { session, n, actor } = command
      const storedMs = message?.storedMs ?? 0
      const whose = actor ? { actor: actor.character } : {}
      found.set(requestId(session, n), { seq, storedMs, ...whose })
    }
    read.set(key, found)
    return found
  }

  return async (request) => {
    const { commandSeq, streamTag } = await checkpoint()
    const { tag, firstSeq, lastSeq } = await streams.state(stream)
    const done = tag === streamTag ? commandSeq : 0
    const applied = Math.max(done, firstSeq - 1, lastSeq - messagesMax)
    for (let from = applied + 1; from <= lastSeq; from += readsAtOnce) {
      const count = Math.min(readsAtOnce, lastSeq - from + 1)
      const seqs = Array.from({ length: count }, (_, index) => from + index)
      const messages = await Promise.all(seqs.map((seq) => requestsIn(tag, seq)))
      for (const requests of messages) {
        const found = requests.get(request)
        if (found) return found
      }
    }
    return null
  }
}
