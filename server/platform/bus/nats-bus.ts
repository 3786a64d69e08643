/** The bus on NATS: core NATS for what is sent at most once, JetStream for what is kept on disk. */
import { type Consumer, createInbox, type JsMsg, type Msg, type NatsConnection } from 'nats'
import { systemClock } from '../ambient.ts'
import type { Logger } from '../log.ts'
import { processCounts } from '../process-counts.ts'
import type { Bus, Listener, Queue, QueuedMessage } from './bus.ts'
import { connectNats } from './connect.ts'
import { openFeed } from './feed.ts'
import { readNatsAddress } from './nats-address.ts'
import { createStore } from './store.ts'
import { createNatsStreams } from './streams.ts'

const nsPerMs = 1_000_000

/** Called with the subject of a message that could not be read, or whose listener threw. */
export type OnBroken = (subject: string, error: unknown) => void

export interface BusOptions {
  /** Address with the login in it; several of one cluster are separated by commas. */
  readonly url: string
  /** How the server lists this connection. */
  readonly name: string
  readonly onBroken: OnBroken
  /** `false` rejects when nobody listens there yet; otherwise it waits. */
  readonly waits?: boolean
}

/** Writes down a message that was dropped. */
export const logBroken =
  (log: Logger): OnBroken =>
  (subject, error) =>
    log.error({ event: 'bus-message-broken', subject, err: error }, 'a message was not handled')

/** Connects to the bus and stays connected until closed. Rejects when the login is refused. */
export async function openBus({ url, name, onBroken, waits = true }: BusOptions): Promise<Bus> {
  const nc = await connectNats(url, name, { waits })
  return createNatsBus(nc, readNatsAddress(url).inboxPrefix, onBroken)
}

const soonMs = 20_000
const againMs = 500

/**
 * The same for somebody who waits in front of it: it tries for a while, and then says what is wrong.
 * What will not pass by itself is said at once.
 */
export async function openBusSoon(options: BusOptions): Promise<Bus> {
  const lastMs = systemClock.mono() + soonMs
  for (;;) {
    try {
      return await openBus({ ...options, waits: false })
    } catch (error) {
      const why = wordsOf(error)
      if (why.final || systemClock.mono() > lastMs) throw new Error(why.text, { cause: error })
      await systemClock.sleep(againMs)
    }
  }
}

/** What a person can do about a connection that did not come about. */
function wordsOf(error: unknown): { text: string; final: boolean } {
  const said = [error, (error as { chainedError?: unknown }).chainedError]
    .map((one) => `${(one as { code?: string } | undefined)?.code ?? ''} ${String(one)}`)
    .join(' ')
  if (/AUTH/i.test(said)) {
    return {
      text: 'NATS refuses the login in MUD_NATS_URL: name or password is wrong',
      final: true,
    }
  }
  if (/CERT|SELF_SIGNED|VERIFY|TLS|SSL|ALTNAME/i.test(said)) {
    const hint = 'set NODE_EXTRA_CA_CERTS to the file of the authority that signed it'
    return { text: `the certificate of NATS is not trusted (${hint}): ${said.trim()}`, final: true }
  }
  return { text: `NATS does not answer at MUD_NATS_URL: ${said.trim()}`, final: false }
}

/** The bus over a connection; `inboxPrefix` is what this login may listen below. */
export function createNatsBus(nc: NatsConnection, inboxPrefix: string, onBroken: OnBroken): Bus {
  const js = nc.jetstream()
  const { store, linkDown } = createStore(nc, createInbox(inboxPrefix))
  const link = watchLink(nc)
  link.onChange((isUp) => isUp || linkDown())
  const closed = nc.closed().then((error) => {
    linkDown()
    return error ?? undefined
  })
  return {
    isUp: () => link.isUp() && !nc.isClosed(),
    onLink: link.onChange,
    isClosed: () => nc.isClosed(),
    closed,
    flush: () => nc.flush(),
    drain: () => nc.drain(),
    close: () => nc.close(),
    publish: (subject, data) => nc.publish(subject, data),
    subscribe: (subject, listener) => nc.subscribe(subject, subscription(listener, onBroken)),
    store,
    openFeed: (start, feedListener) => openFeed(nc, start, feedListener),
    queue: (stream, name) => queueOf(() => js.consumers.get(stream, name)),
    streams: createNatsStreams(nc),
  }
}

/**
 * The boundary behind which every message is read and heard: whatever throws here would end the
 * client's reading loop, and all other listeners with it.
 */
function subscription<T>({ read, heard, group, onError }: Listener<T>, onBroken: OnBroken) {
  return {
    ...(group !== undefined && { queue: group }),
    callback(error: Error | null, message: Msg) {
      if (error) return onError?.(error)
      try {
        heard(read(message.string()), message.subject)
      } catch (thrown) {
        processCounts.busMessagesDropped += 1
        onBroken(message.subject, thrown)
      }
    },
  }
}

function watchLink(nc: NatsConnection) {
  const listeners = new Set<(isUp: boolean) => void>()
  let isUp = true
  const watch = async () => {
    for await (const { type } of nc.status()) {
      if (type !== 'disconnect' && type !== 'reconnect') continue
      isUp = type === 'reconnect'
      for (const listener of listeners) listener(isUp)
    }
  }
  void watch()
  return {
    isUp: () => isUp,
    onChange(listener: (isUp: boolean) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function queueOf(find: () => Promise<Consumer>): Queue {
  let found: Promise<Consumer> | undefined
  const consumer = () => {
    found ??= find()
    // A queue that is not there yet is asked for again.
    found.catch(() => {
      found = undefined
    })
    return found
  }
  return {
    async next(waitMs) {
      const message = await (await consumer()).next({ expires: waitMs })
      return message ? queued(message) : null
    },
  }
}

function queued(message: JsMsg): QueuedMessage {
  return {
    subject: message.subject,
    text: message.string(),
    delivery: message.info.deliveryCount,
    storedMs: Math.floor(message.info.timestampNanos / nsPerMs),
    header: (name) => message.headers?.get(name) ?? '',
    working: () => message.working(),
    async done() {
      await message.ackAck()
    },
    again: (delayMs) => message.nak(Math.max(1, Math.round(delayMs))),
  }
}
