/** The bus on NATS: core NATS for what is sent at most once, JetStream for what is kept on disk. */
import {
  type Consumer,
  createInbox,
  type JsMsg,
  type Msg,
  type NatsConnection,
  type Subscription,
} from 'nats'
import { systemClock } from '../ambient.ts'
import { passesByItself } from '../errors.ts'
import type { Logger } from '../log.ts'
import { asTrouble } from '../trouble.ts'
import type { Bus, Listener, Queue, QueuedMessage } from './bus.ts'
import { connectNats, type Patience } from './connect.ts'
import { openFeed } from './feed.ts'
import { type Hearing, type OnBroken, openHearing } from './hearing.ts'
import { readNatsAddress } from './nats-address.ts'
import type { Near } from './near.ts'
import { createStore } from './store.ts'
import { createNatsStreams } from './streams.ts'

const nsPerMs = 1_000_000

export interface BusOptions extends Patience {
  /** Address with the login in it; several of one cluster are separated by commas. */
  readonly url: string
  /** How the server lists this connection. */
  readonly name: string
  readonly onBroken: OnBroken
  /** The other buses of this process, where it has several. */
  readonly near?: Near | undefined
}

/** Writes down a message that was dropped. */
export const logBroken =
  (log: Logger): OnBroken =>
  (subject, error) =>
    log.error({ event: 'bus-message-broken', subject, err: error }, 'a message was not handled')

/** Connects to the bus and stays connected until closed. Rejects when the login is refused. */
export async function openBus(options: BusOptions): Promise<Bus> {
  const { url, name, onBroken, near } = options
  const nc = await connectNats(url, name, options)
  const hearing = openHearing(onBroken)
  const bus = createNatsBus(nc, readNatsAddress(url).inboxPrefix, hearing)
  return near ? joinNear(bus, near, hearing) : bus
}

/** The bus among those of its process: what is heard by this process alone does not leave it. */
function joinNear(bus: Bus, near: Near, { hear }: Hearing): Bus {
  return {
    ...bus,
    publish(subject, data) {
      if (!near.hand(subject, data)) bus.publish(subject, data)
    },
    subscribe(subject, listener) {
      // Other processes may send there too.
      const far = bus.subscribe(subject, listener)
      if (!listener.alone) return far
      const deaf = near.listen(subject, (text) => hear(listener, { subject, text }))
      return {
        unsubscribe() {
          deaf()
          far.unsubscribe()
        },
      }
    },
  }
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
      if (!passesByItself(error) || systemClock.mono() > lastMs)
        throw asTrouble(error, { who: 'NATS', url: options.url })
      await systemClock.sleep(againMs)
    }
  }
}

/** The bus over a connection; `inboxPrefix` is what this login may listen below. */
export function createNatsBus(nc: NatsConnection, inboxPrefix: string, hearing: Hearing): Bus {
  const js = nc.jetstream()
  const { store, linkDown } = createStore(nc, createInbox(inboxPrefix))
  const subscriptions = new Set<Subscription>()
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
    server: () => ({ id: nc.info?.server_id ?? '', name: nc.info?.server_name ?? '' }),
    closed,
    flush: () => nc.flush(),
    async drain() {
      // Nothing is heard any more, and what was heard may still need the bus.
      await Promise.all([...subscriptions].map((one) => one.drain()))
      await hearing.settled()
      await nc.drain()
    },
    close: () => nc.close(),
    publish: (subject, data) => nc.publish(subject, data),
    subscribe(subject, listener) {
      const made = nc.subscribe(subject, subscription(listener, hearing))
      subscriptions.add(made)
      void made.closed.then(() => subscriptions.delete(made))
      return made
    },
    store,
    openFeed: (start, feedListener) => openFeed(nc, start, feedListener),
    queue: (stream, name) => queueOf(() => js.consumers.get(stream, name)),
    streams: createNatsStreams(nc),
  }
}

function subscription<T>(listener: Listener<T>, { hear }: Hearing) {
  const { group, onError } = listener
  return {
    ...(group !== undefined && { queue: group }),
    callback(error: Error | null, message: Msg) {
      if (error) return onError?.(error)
      hear(listener, { subject: message.subject, text: message.string() })
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
    async next(waitMs, signal) {
      const messages = await (await consumer()).fetch({ max_messages: 1, expires: waitMs })
      const end = () => void messages.close()
      signal?.addEventListener('abort', end)
      if (signal?.aborted) end()
      let taken: JsMsg | undefined
      // The one message ends the pull, and whatever goes with it, by itself.
      for await (const message of messages) taken = message
      signal?.removeEventListener('abort', end)
      return taken ? queued(taken) : null
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
