/**
 * The bus as the program knows it. NATS stands behind it (`nats-bus.ts`); outside of this folder
 * nothing names NATS.
 *
 * Two kinds of delivery: `publish` reaches who listens now, at most once. `store` keeps a message in
 * a stream on disk; readers get it through a feed (everybody reads everything, in order) or from a
 * queue (each message goes to one worker, until that worker says it is done).
 */
import type { Subjects } from '../../../schema/subjects.ts'
import type { Config } from '../config.ts'
import { RetryableError, UnknownOutcome } from '../errors.ts'

/** Text goes out as UTF-8. */
export type Payload = string | Uint8Array

/** Values are printable ASCII on one line; undefined is not sent. */
export type Headers = Readonly<Record<string, string | undefined>>

export interface Subscription {
  unsubscribe(): void
}

/**
 * Who listens to a subject. Messages come from other processes, so the bus hands out what `read` has
 * made of one, never the message itself: nobody can forget to check it.
 */
export interface Listener<T> {
  /** What the text of a message says. Throws for a message that says nothing; it is dropped. */
  read(text: string): T
  /** A listener that throws loses that message only. A promise is waited for when the bus is drained. */
  heard(said: T, subject: string): unknown
  /** No other process listens to this subject, so that a sender in this one may hand over in memory. */
  readonly alone?: true
  /** Of all subscribers that name the same group, one gets each message. */
  readonly group?: string
  /** Told when the server refuses or ends the subscription; nothing comes after that. */
  readonly onError?: (error: Error) => void
}

export interface StoreOptions {
  /** The stream keeps one message of those that carry the same id within its window. */
  readonly id: string
  readonly headers?: Headers
  /** How long the stream may take to answer, milliseconds; 5,000 unless given. */
  readonly withinMs?: number
}

/** The stream has answered that it does not take the message (full, no space): it is not stored. */
export class StoreRefused extends RetryableError {}

/** The stream did not answer in time: nobody knows whether the message is stored. */
export class StoreSilent extends UnknownOutcome {}

/** One message of a stream. */
export interface StoredMessage {
  /** Position in the stream, from 1. */
  readonly seq: number
  readonly subject: string
  /** When the stream stored it, milliseconds since the epoch. */
  readonly storedMs: number
  readonly text: string
}

export interface FeedStart {
  readonly stream: string
  /** Which of the stream's messages; may hold wildcards. */
  readonly subjects: readonly string[]
  readonly fromSeq: number
}

export interface FeedListener {
  /** While a promise of it is pending no other message comes. */
  onMessage(message: StoredMessage): Promise<void> | void
  /** Called once when the feed cannot go on: nothing comes by it any more. */
  onBroken(why: string): void
  /** Told of what the feed gets over by itself. */
  onTrouble?(error: Error): void
}

/** How far a feed has come, and how far there is to go. */
export interface FeedProgress {
  /** The last position that was read. */
  readonly readSeq: number
  /** The last position of the stream, as the stream said within the last second or two. */
  readonly lastSeq: number
  /** For how long something has waited in the stream that does not come, milliseconds. */
  readonly unreadForMs: number
  /** For how long the stream has not said where it stands, milliseconds. */
  readonly silentForMs: number
  /** How often it had to begin anew under another name. */
  readonly reopened: number
}

export interface Feed {
  progress(): FeedProgress
  /** Resolves once nothing is handed over any more. */
  close(): Promise<void>
}

/** A message of a queue, in the hands of this process until it is done or given back. */
export interface QueuedMessage {
  readonly subject: string
  readonly text: string
  /** How often it has been handed out, from 1. */
  readonly delivery: number
  /** When the stream stored it, milliseconds since the epoch. */
  readonly storedMs: number
  /** Empty when there is none. */
  header(name: string): string
  /** Keeps it from being handed to somebody else for another while. */
  working(): void
  /** Takes it out of the queue; resolves once the server has it. */
  done(): Promise<void>
  /** Gives it back, to be handed out again after `delayMs`. */
  again(delayMs: number): void
}

export interface Queue {
  /**
   * The next message, or null when none came within `waitMs` (at least 1,000) or before `signal` ended the
   * waiting; a message that crosses with that end is handed out again later.
   */
  next(waitMs: number, signal?: AbortSignal): Promise<QueuedMessage | null>
}

export interface StreamState {
  /** Changes when the stream is deleted and made again, or restored from elsewhere. */
  readonly tag: string
  readonly messages: number
  readonly bytes: number
  /** Bytes at which it is full. */
  readonly bytesMax: number
  readonly firstSeq: number
  readonly lastSeq: number
  /** ISO 8601. */
  readonly lastAt: string
}

export interface QueueState {
  readonly name: string
  readonly paused: boolean
  /** Messages that nobody has yet. */
  readonly pending: number
  readonly underWay: number
  readonly redelivered: number
}

/** Streams and queues from outside. Every call rejects when the bus is away or the login may not. */
export interface BusStreams {
  /** Creates the streams and queues of a world, or brings their limits to what the settings say. */
  prepare(subjects: Subjects, config: Config): Promise<void>
  /** What `prepare` would make or change of the streams, a line each; it changes nothing. */
  changes(subjects: Subjects, config: Config): Promise<readonly string[]>
  state(stream: string): Promise<StreamState>
  /** The message at a position; null when it is not there any more. */
  message(stream: string, seq: number): Promise<StoredMessage | null>
  /** The last message on these subjects, which may hold wildcards; null when there is none. */
  last(stream: string, subjects: string): Promise<StoredMessage | null>
  /** When the message at this position was stored, milliseconds since the epoch; undefined: it is gone. */
  storedMs(stream: string, seq: number): Promise<number | undefined>
  /** The first message at this position or after it, which stays in the stream; undefined: there is none. */
  peek(stream: string, seq: number): Promise<StoredMessage | undefined>
  /** Takes all messages up to and with this position out of the stream, for ever. */
  dropTo(stream: string, seq: number): Promise<void>
  queues(stream: string): Promise<readonly QueueState[]>
  /** Nobody gets a message of the queue until then, also after a restart. */
  pause(stream: string, queue: string, untilMs: number): Promise<void>
  resume(stream: string, queue: string): Promise<void>
}

export interface Bus {
  /** False while the link to the server is down, and for good once it is closed. */
  isUp(): boolean
  /** Tells each time the link goes down or comes back. The result ends that. */
  onLink(listener: (isUp: boolean) => void): () => void
  isClosed(): boolean
  /** The server that this connection leads to, as it calls itself; another one after a lost link. */
  server(): { readonly id: string; readonly name: string }
  /** Resolves when the connection has ended for good, with the error that ended it if one did. */
  readonly closed: Promise<Error | undefined>
  /** Resolves when the server has everything that was sent so far; rejects when the bus is away. */
  flush(): Promise<void>
  /** Closes after handling what has arrived, all of what listeners do with it, and sending what waits. */
  drain(): Promise<void>
  close(): Promise<void>

  /** Sends at most once. */
  publish(subject: string, data: Payload): void
  /** Calls back until unsubscribed or closed. What cannot be read is logged, counted and dropped. */
  subscribe<T>(subject: string, listener: Listener<T>): Subscription

  /**
   * Resolves with its position once a stream has it on disk. Rejects with a `RetryableError` when it is not stored, of
   * those with `StoreRefused` when the stream itself says no; after an `UnknownOutcome` it may be.
   * Storing the same bytes under the same id again is always safe.
   */
  store(subject: string, data: Payload, options: StoreOptions): Promise<number>
  /**
   * Reads a stream in order, each message once, also while servers of a cluster are away. Rejects
   * when the stream does not say where it stands.
   */
  openFeed(start: FeedStart, listener: FeedListener): Promise<Feed>
  queue(stream: string, name: string): Queue
  readonly streams: BusStreams
}
