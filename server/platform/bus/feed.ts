/**
 * Reads a stream in order, each message once, and notices when it reads nothing although it should.
 *
 * A consumer lives on one server of a cluster. When that server is gone or paused, the consumer is
 * silent, and a new one cannot be made while there is no meta leader. So the feed has two ways to the
 * same messages: a consumer, which is fast, and questions to the stream itself, which need nothing but
 * the stream's leader. Every second it asks how far the stream has come; what waits there and does not
 * come by the consumer, it fetches (decision 27).
 *
 * Invariant: `onMessage` gets each message from `fromSeq` on once and in order, whichever way it came.
 */
import { AckPolicy, DeliverPolicy, type JsMsg, type NatsConnection, type StreamAPI } from 'nats'
import { randomId, systemClock } from '../ambient.ts'
import { coerceError } from '../errors.ts'
import type { Feed, FeedListener, FeedProgress, FeedStart, StoredMessage } from './bus.ts'
import { isMissing, isMissingMessage } from './settle.ts'

const nsPerMs = 1_000_000
/** Messages that the client asks for ahead of their being read. */
const aheadMax = 1_000
/** A server says this often that a consumer lives; two of them missed, and there is a new one. */
const heartbeatMs = 500
const pullMs = 5_000
/** A consumer that nobody reads any more, because we could not say so, vanishes after this time. */
const abandonedMs = 30_000
/** One in three consumers is put on a dead server and never answers; the next one is not. */
const createMs = 1_000
const againMs = 200
const lookEveryMs = 1_000
/** What the stream has got a moment ago may still be on its way. */
const onItsWayMs = 500
/** The feed gives up when something waits that it cannot get; somebody else may. */
const unreadMaxMs = 4_000
/** A cluster that elects a new leader of the stream is back sooner. */
const silentMaxMs = 12_000

interface Source {
  /** Ends it; whoever reads from it goes on with another. */
  drop(): void
  readonly messages: AsyncIterable<JsMsg>
}

/**
 * Opens the feed. `onBroken` is called once when it cannot go on. Rejects when the stream does not
 * say where it stands.
 */
export async function openFeed(
  nc: NatsConnection,
  start: FeedStart,
  listener: FeedListener,
): Promise<Feed> {
  const { streams } = await nc.jetstreamManager({ checkAPI: false, timeout: createMs })
  const { state } = await streams.info(start.stream)
  return new ConsumerFeed({ nc, streams, start, listener }, state.last_seq)
}

interface Parts {
  readonly nc: NatsConnection
  readonly streams: StreamAPI
  readonly start: FeedStart
  readonly listener: FeedListener
}

class ConsumerFeed implements Feed {
  readonly #parts: Parts
  readonly #closing = new AbortController()
  /** Handing over is one after the other, whichever way a message came. */
  #turn: Promise<void> = Promise.resolve()
  /** Messages that wait for their turn or for the reader: then silence is not the feed's. */
  #handing = 0
  #expected: number
  #lastSeq: number
  #answeredMs = systemClock.mono()
  #unreadSinceMs: number | undefined
  #source: Source | undefined
  #reopened = 0

  constructor(parts: Parts, lastSeq: number) {
    this.#parts = parts
    this.#expected = parts.start.fromSeq
    this.#lastSeq = lastSeq
    void this.#readConsumers()
    void this.#watch()
  }

  progress(): FeedProgress {
    const { mono } = systemClock
    return {
      readSeq: this.#expected - 1,
      lastSeq: Math.max(this.#lastSeq, this.#expected - 1),
      unreadForMs: this.#unreadSinceMs === undefined ? 0 : mono() - this.#unreadSinceMs,
      silentForMs: mono() - this.#answeredMs,
      reopened: this.#reopened,
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#source?.drop()
    // Only for what is being handed over: an answer of a server that is gone may never come.
    await this.#turn
  }

  #break(why: string): void {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    this.#source?.drop()
    this.#parts.listener.onBroken(why)
  }

  #hand(message: StoredMessage): Promise<void> {
    this.#handing += 1
    this.#turn = this.#turn.then(async () => {
      try {
        if (message.seq < this.#expected || this.#closing.signal.aborted) return
        this.#expected = message.seq + 1
        this.#unreadSinceMs = undefined
        await this.#parts.listener.onMessage(message)
      } catch (error) {
        this.#break(`the feed broke: ${String(error)}`)
      } finally {
        this.#handing -= 1
      }
    })
    return this.#turn
  }

  /** Reads from one consumer after another until closed. */
  async #readConsumers(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      try {
        this.#source = await openSource(this.#parts, this.#expected)
        if (!signal.aborted) await this.#readFrom(this.#source)
      } catch (error) {
        this.#parts.listener.onTrouble?.(coerceError(error))
      }
      this.#source?.drop()
      this.#source = undefined
      this.#reopened += 1
      await systemClock.sleep(againMs, signal)
    }
  }

  async #readFrom({ messages }: Source): Promise<void> {
    let delivered = 0
    for await (const message of messages) {
      delivered += 1
      // One is missing in between: a fresh consumer begins at it.
      if (message.info.deliverySequence !== delivered) return
      await this.#hand({
        seq: message.seq,
        subject: message.subject,
        storedMs: Math.floor(message.info.timestampNanos / nsPerMs),
        text: message.string(),
      })
      if (this.#closing.signal.aborted) return
    }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing
    for (;;) {
      await systemClock.sleep(lookEveryMs, signal)
      if (signal.aborted) return
      await this.#look().catch((error: unknown) => {
        if (isMissing(error)) this.#break('the stream is gone')
        this.#parts.listener.onTrouble?.(coerceError(error))
      })
      const { unreadForMs, silentForMs } = this.progress()
      if (unreadForMs > unreadMaxMs && this.#handing === 0) {
        this.#break('messages wait in the stream and cannot be read')
      } else if (silentForMs > silentMaxMs) this.#break('the stream does not answer')
    }
  }

  async #look(): Promise<void> {
    const { streams, start } = this.#parts
    const before = this.#expected
    const { state } = await streams.info(start.stream)
    this.#answeredMs = systemClock.mono()
    this.#lastSeq = state.last_seq
    if (state.last_seq < before || this.#hasMoved(before)) return
    await systemClock.sleep(onItsWayMs, this.#closing.signal)
    if (this.#hasMoved(before)) return
    await this.#fetchWaiting()
  }

  /** True as well while the reader is what takes long. */
  #hasMoved(before: number): boolean {
    return this.#expected !== before || this.#handing > 0 || this.#closing.signal.aborted
  }

  /** The consumer is silent and the stream is not: reads on without it, and makes another. */
  async #fetchWaiting(): Promise<void> {
    for (let fetched = 0; !this.#closing.signal.aborted; fetched += 1) {
      const message = await nextOf(this.#parts, this.#expected)
      if (!message) return
      if (fetched === 0) {
        this.#unreadSinceMs ??= systemClock.mono() - onItsWayMs
        this.#source?.drop()
      }
      await this.#hand(message)
    }
  }
}

/** A disposable consumer without acknowledgements, in memory, under a name that was never used. */
async function openSource(
  { nc, start: { stream, subjects } }: Parts,
  fromSeq: number,
): Promise<Source> {
  const name = `feed-${randomId(16)}`
  const options = { checkAPI: false, timeout: createMs }
  const { consumers } = await nc.jetstreamManager(options)
  await consumers.add(stream, {
    name,
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: fromSeq,
    filter_subjects: [...subjects],
    inactive_threshold: abandonedMs * nsPerMs,
    mem_storage: true,
    num_replicas: 1,
  })
  const consumer = await nc.jetstream(options).consumers.get(stream, name)
  const messages = await consumer.consume({
    max_messages: aheadMax,
    expires: pullMs,
    idle_heartbeat: heartbeatMs,
    // Whether it is still there is for the heartbeats to tell; the questions of the library may hang.
    bind: true,
  })
  let dropped = false
  const drop = () => {
    if (dropped) return
    dropped = true
    // Neither answer is waited for: the server that would give it may be the one that is gone.
    void messages.close().catch(() => undefined)
    void consumers.delete(stream, name).catch(() => undefined)
  }
  const listen = async () => {
    for await (const { type } of await messages.status()) if (endings.has(type)) drop()
  }
  listen().catch(drop)
  return { drop, messages }
}

/** What the library says of a consumer that is gone. */
const endings: ReadonlySet<string> = new Set([
  'heartbeats_missed',
  'consumer_not_found',
  'consumer_deleted',
  'stream_not_found',
  'no_responders',
])

/** The first message from `fromSeq` on, as the leader of the stream has it; undefined: none. */
async function nextOf(
  { streams, start }: Parts,
  fromSeq: number,
): Promise<StoredMessage | undefined> {
  const found = await Promise.all(
    start.subjects.map((subject) =>
      streams
        // The library's type knows this question only of its other way to ask.
        .getMessage(start.stream, { seq: fromSeq, next_by_subj: subject } as { seq: number })
        .catch((error: unknown) => {
          if (isMissingMessage(error)) return undefined
          throw error
        }),
    ),
  )
  const [first] = found.filter((one) => one !== undefined).sort((a, b) => a.seq - b.seq)
  return (
    first && {
      seq: first.seq,
      subject: first.subject,
      storedMs: first.time.getTime(),
      text: first.string(),
    }
  )
}
