/**
 * The bus: one command stream with a short memory for message ids, ordered feeds, outputs that may
 * be lost. A message may be stored after its publisher has given up on it, and so a second time.
 */
import type { OutputMessage } from '../../schema/envelope.ts'
import { storedMessages } from '../../schema/output-message.ts'
import type { CommandMessage, TickBus } from '../../server/core/tick/bus.ts'
import { type BatchBus, BatchRefused } from '../../server/edge/session/command-publisher.ts'
import type { SimDice } from './dice.ts'
import { epochMs, type SimProcess } from './process.ts'
import type { FaultRates } from './rates.ts'
import type { Scheduler } from './scheduler.ts'
import type { Tally } from './tally.ts'

export interface SimBusParts {
  readonly scheduler: Scheduler
  readonly dice: SimDice
  readonly rates: () => FaultRates
  readonly tally: Tally
  readonly dedupeMs: number
}

interface Feed {
  readonly process: SimProcess
  nextSeq: number
  busy: boolean
  open: boolean
  readonly onMessage: (message: CommandMessage) => Promise<void> | void
  readonly onBroken: (why: string) => void
}

export interface SimBus {
  /** The bus of a tick process. */
  forTick(process: SimProcess): TickBus
  /** The stream as one boot of a gateway publishes to it. */
  forGateway(process: SimProcess, boot: string): BatchBus
  /** Where outputs for a gateway arrive; replaces what was there. */
  onOutputs(gateway: string, process: SimProcess, receive: (message: OutputMessage) => void): void
  /** A gateway shows that it lives. */
  alive(gateway: string, boot: string): void
  /** A gateway's link to the bus is down for a while. */
  cutOff(gateway: string, forMs: number): void
  /** Every gateway is back on the bus. */
  mend(): void
  breakFeeds(): void
  /** The server restarts: feeds and links break. `lostTailMs`: what was stored that recently is gone. */
  restart(lostTailMs: number): void
  /** The stream was restored under another identity: the same messages, other bookkeeping. */
  rename(): void
  readonly stored: readonly CommandMessage[]
  /** Ids of published event messages, for the outbox check. */
  readonly publishedTicks: ReadonlySet<string>
}

const publishGiveUpMs = 2_000
/** Small, so that applied commands have to go many times in a run. */
const streamBytesMax = 8_000

export function simBus(parts: SimBusParts): SimBus {
  const { scheduler, dice, rates, tally } = parts
  const stored: CommandMessage[] = []
  const seenIds = new Map<string, number>()
  const feeds = new Set<Feed>()
  const gateways = new Map<string, { process: SimProcess; receive: (m: OutputMessage) => void }>()
  const watchers = new Set<(gateway: string, boot: string) => void>()
  const cutUntil = new Map<string, number>()
  const inFlight = new Map<string, Set<() => void>>()
  const publishedTicks = new Set<string>()
  let lastSeq = 0
  /** Commands up to this one were taken out. `stored` keeps them for the checks; no feed reads them. */
  let droppedTo = 0
  let tag = 1
  let toldTick = 0

  const isCut = (gateway: string): boolean => (cutUntil.get(gateway) ?? 0) > scheduler.nowMs()

  function land(origin: string, text: string, id: string): void {
    const before = seenIds.get(id)
    if (before !== undefined) {
      if (scheduler.nowMs() - before < parts.dedupeMs) return
      tally.count('stored twice in the stream')
    }
    seenIds.set(id, scheduler.nowMs())
    lastSeq += 1
    const storedMs = epochMs + scheduler.nowMs()
    stored.push({ seq: lastSeq, from: 'gateway', origin, storedMs, text })
    scheduler.note(`stream ${lastSeq} ${id}: ${text}`)
    for (const feed of feeds) pump(feed)
  }

  function pump(feed: Feed): void {
    if (feed.busy || !feed.open) return
    const message = stored.find((one) => one.seq >= feed.nextSeq && one.seq > droppedTo)
    if (!message) return
    feed.busy = true
    feed.process.after(dice.between(1, 4), () => {
      if (!feed.open) return
      feed.nextSeq = message.seq + 1
      void Promise.resolve(feed.onMessage(message)).then(() => {
        feed.busy = false
        pump(feed)
      })
    })
  }

  function breakFeeds(): void {
    for (const feed of [...feeds]) {
      feeds.delete(feed)
      feed.process.after(1, () => {
        if (!feed.open) return
        feed.open = false
        feed.onBroken('the feed broke')
      })
    }
  }

  function cutOff(gateway: string, forMs: number): void {
    scheduler.note(`${gateway} is off the bus for ${forMs}`)
    cutUntil.set(gateway, scheduler.nowMs() + forMs)
    for (const fail of inFlight.get(gateway) ?? []) fail()
  }

  function toGateway(gateway: string, text: string): void {
    const target = gateways.get(gateway)
    if (!target) return
    if (isCut(gateway) || dice.chance(rates().outputLost)) {
      scheduler.note(`output lost: ${text}`)
      tally.count('output lost')
      return
    }
    // Shards tell their gateways more than the protocol knows, so only crowds are looked at.
    const message = storedMessages(`{"it":${text}}`).get('it')
    if (message) target.process.deliver(target.receive)(message)
  }

  return {
    stored,
    publishedTicks,
    breakFeeds,
    cutOff,
    mend: () => cutUntil.clear(),
    forTick(process) {
      const lines = new Map<string, string[]>()
      return {
        connected: () => true,
        async identity() {
          await arrive(process, dice.between(1, 5))
          return { tag: `tag-${tag}`, firstSeq: droppedTo + 1, lastSeq }
        },
        async space() {
          await arrive(process, dice.between(1, 5))
          const kept = stored.filter((one) => one.seq > droppedTo)
          const bytes = kept.reduce((sum, { text }) => sum + text.length, 0)
          return { firstSeq: droppedTo + 1, bytes, bytesMax: streamBytesMax }
        },
        async storedMs(seq) {
          await arrive(process, dice.between(1, 5))
          return stored.find((one) => one.seq === seq && seq > droppedTo)?.storedMs
        },
        async dropCommandsTo(seq) {
          await arrive(process, dice.between(1, 5))
          if (seq > droppedTo) tally.count('commands dropped', seq - droppedTo)
          droppedTo = Math.max(droppedTo, Math.min(seq, lastSeq))
        },
        async open(_shard, fromSeq, onMessage, onBroken) {
          await arrive(process, dice.between(1, 5))
          const feed: Feed = {
            process,
            nextSeq: fromSeq,
            busy: false,
            open: true,
            onMessage,
            onBroken,
          }
          feeds.add(feed)
          pump(feed)
          return {
            progress: () => ({
              readSeq: feed.nextSeq - 1,
              lastSeq,
              unreadForMs: 0,
              silentForMs: 0,
              reopened: 0,
            }),
            async close() {
              feed.open = false
              feeds.delete(feed)
            },
          }
        },
        sendOutputs(gateway, text) {
          // One line per sender and gateway: a later message never overtakes an earlier one.
          const line = lines.get(gateway) ?? []
          lines.set(gateway, line)
          line.push(text)
          scheduler.after(dice.between(1, 6), () => toGateway(gateway, line.shift() ?? ''))
        },
        async publishEvents(_shard, _type, _id, text) {
          await arrive(process, dice.between(1, 5))
          if (dice.chance(rates().publishLost)) throw new Error('no answer from the stream')
          const { events } = JSON.parse(text) as { events: { tick: number; ordinal: number }[] }
          for (const { tick, ordinal } of events) {
            publishedTicks.add(`${tick}/${ordinal}`)
            toldTick = Math.max(toldTick, tick)
          }
        },
        lastToldTick: async () => toldTick,
        async publishJob() {
          await arrive(process, dice.between(1, 5))
        },
        onGatewayAlive(callback) {
          const heard = process.deliver(callback)
          watchers.add(heard)
          return () => watchers.delete(heard)
        },
      }
    },
    forGateway(process, boot) {
      return {
        connected: () => !isCut(process.name),
        store: (text, id) => publish(process, text, `${boot}-${id}`),
      }
    },
    onOutputs: (gateway, process, receive) => gateways.set(gateway, { process, receive }),
    alive(gateway, boot) {
      if (isCut(gateway)) return
      for (const heard of watchers) {
        if (!dice.chance(rates().outputLost)) scheduler.after(2, () => heard(gateway, boot))
      }
    },
    restart(lostTailMs) {
      scheduler.note('the bus restarts')
      const kept = stored.filter((one) => one.storedMs <= epochMs + scheduler.nowMs() - lostTailMs)
      if (lostTailMs > 0 && kept.length < stored.length) {
        stored.splice(kept.length)
        lastSeq = stored.at(-1)?.seq ?? 0
        scheduler.note(`the stream lost its tail: ${lastSeq} is the last`)
      }
      breakFeeds()
      for (const gateway of gateways.keys()) cutOff(gateway, dice.between(100, 1_000))
    },
    rename() {
      tag += 1
      tally.count('stream identity changed')
      scheduler.note('the stream has another identity')
      breakFeeds()
    },
  }

  function arrive(process: SimProcess, delayMs: number): Promise<void> {
    return new Promise((resolve) => process.after(delayMs, resolve))
  }

  function publish(process: SimProcess, text: string, id: string): Promise<number> {
    const origin = process.name
    return new Promise((resolve, reject) => {
      const answer = process.deliver((act: () => void) => act())
      const flying = inFlight.get(origin) ?? new Set()
      inFlight.set(origin, flying)
      const fail = (why: Error) => () => {
        flying.delete(cut)
        answer(() => reject(why))
      }
      const cut = fail(new Error('the link to the bus broke'))
      flying.add(cut)
      const noAnswer = () => scheduler.after(publishGiveUpMs, fail(new Error('no answer')))
      if (isCut(origin) || dice.chance(rates().publishLost)) return void noAnswer()
      if (dice.chance(rates().refused)) {
        tally.count('refused by a full stream')
        return void scheduler.after(5, fail(new BatchRefused('the stream is full')))
      }
      if (dice.chance(rates().landsLate)) {
        scheduler.after(publishGiveUpMs + dice.between(1, 6_000), () => land(origin, text, id))
        return void noAnswer()
      }
      scheduler.after(dice.between(1, 10), () => {
        land(origin, text, id)
        const seq = lastSeq
        if (dice.chance(rates().ackLost)) return void noAnswer()
        scheduler.after(dice.between(1, 10), () => {
          flying.delete(cut)
          answer(() => resolve(seq))
        })
      })
    })
  }
}
