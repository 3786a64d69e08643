/**
 * Players without sockets: their commands go onto the stream in batches, as a gateway's would, and
 * the outputs of the tick come back. So the tick is what is measured, not the sockets before it.
 */
import { createInbox, type NatsConnection } from 'nats'
import { type AttachCommand, encodeCommands, type LineCommand } from '../../../schema/envelope.ts'
import { FIRST_SHARD } from '../../../schema/ids.ts'
import { readOutputs } from '../../../schema/output-message.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import { connectNats } from '../../../server/platform/bus/connect.ts'
import { readNatsAddress } from '../../../server/platform/bus/nats-address.ts'
import { side } from '../support/world.ts'

const gateway = 'bench'
const publishEveryMs = 8
const batchMax = 256
const groupSize = 20

export interface BusLoad {
  readonly sent: number
  readonly done: number
  readonly latenciesMs: readonly number[]
  readonly seconds: number
}

export interface BusPlayers {
  /** Sends `perSecond` commands for a while and waits for all answers; counts after a warm-up. */
  play(perSecond: number, seconds: number): Promise<BusLoad>
  close(): Promise<void>
}

interface Seat {
  readonly session: string
  n: number
}

/** Brings `count` players in and spreads them over the rooms. */
export async function openBusPlayers(natsUrl: string, count: number): Promise<BusPlayers> {
  const nc = await connectNats(natsUrl, 'bench-gateway')
  const subjects = subjectsOf('main')
  const seats = Array.from({ length: count }, (_, index): Seat => ({ session: `sb${index}`, n: 0 }))
  const sentAt = new Map<string, number>()
  const attached = new Set<string>()
  let latencies: number[] | null = null
  nc.subscribe(subjects.outputs(gateway), {
    callback: (_error, message) => {
      for (const output of readOutputs(message.string()).outputs) {
        if (output.f === 'attached') attached.add(output.to[0] ?? '')
        if (output.f !== 'done') continue
        const key = `${output.to[0]}/${output.n}`
        const at = sentAt.get(key)
        if (at !== undefined) latencies?.push(performance.now() - at)
        sentAt.delete(key)
      }
    },
  })
  const store = batchStore(nc, subjects.commands(FIRST_SHARD, gateway), natsUrl)
  const alive = setInterval(() => nc.publish(subjects.system('gateway', gateway), 'bench'), 1_000)
  const line = (seat: Seat, text: string): LineCommand => {
    seat.n += 1
    sentAt.set(`${seat.session}/${seat.n}`, performance.now())
    return { t: 'line', session: seat.session, n: seat.n, line: text, at: Date.now() }
  }
  // In groups that walk off at once: a crowd at one door is another benchmark.
  for (let from = 0; from < count; from += groupSize) {
    const group = seats.slice(from, from + groupSize)
    store(group.map(({ session }) => attachOf(session)))
    await until(() => attached.size === from + group.length)
    for (let step = 0; step < side / 2; step += 1) {
      store(group.map((seat, index) => line(seat, wayOf(from + index, step))))
      await until(() => sentAt.size === 0)
    }
  }
  return {
    async play(perSecond, seconds) {
      let due = 0
      let turn = 0
      let sent = 0
      let last = performance.now()
      const timer = setInterval(() => {
        const now = performance.now()
        due += ((now - last) / 1_000) * perSecond
        last = now
        const batch: LineCommand[] = []
        for (; due >= 1; due -= 1, turn += 1) {
          const seat = seats[turn % count]
          if (!seat) break
          batch.push(line(seat, textAt(turn)))
          if (latencies) sent += 1
        }
        for (let from = 0; from < batch.length; from += batchMax) {
          store(batch.slice(from, from + batchMax))
        }
      }, publishEveryMs)
      await sleep(1_500)
      const counted: number[] = []
      latencies = counted
      const began = performance.now()
      await sleep(seconds * 1_000)
      clearInterval(timer)
      const took = (performance.now() - began) / 1_000
      await until(() => sentAt.size === 0).catch(() => undefined)
      latencies = null
      const lost = sentAt.size
      sentAt.clear()
      return { sent, done: sent - lost, latenciesMs: counted, seconds: took }
    },
    async close() {
      clearInterval(alive)
      await nc.close()
    },
  }
}

function attachOf(session: string): AttachCommand {
  const person = { character: `c${session}`, name: `B${session}`, role: 'guest' as const }
  const [conn, via, at] = [`bench${session}`, 'bench', Date.now()]
  return { t: 'attach', session, conn, via, person, resume: false, at }
}

/** Some steps one way, then some another, each player differently. */
function wayOf(index: number, step: number): string {
  const ways = ['north', 'east', 'south', 'west']
  const first = index % 4
  const turnsAt = Math.floor(index / 4) % 7
  return ways[step < turnsAt ? first : (first + 1 + (index % 3)) % 4] ?? 'look'
}

/** The usual mix: 30 % look, 40 % say, 30 % steps back and forth. */
function textAt(turn: number): string {
  const kind = (turn * 7) % 10
  if (kind < 3) return 'look'
  if (kind < 7) return `say the tide is turning, and it is ${turn}`
  return ['north', 'east', 'south', 'west'][(turn >> 1) % 4] ?? 'look'
}

function batchStore(nc: NatsConnection, subject: string, natsUrl: string) {
  const inbox = createInbox(readNatsAddress(natsUrl).inboxPrefix)
  // The stream's answers are read and dropped: what counts is the tick's.
  nc.subscribe(`${inbox}.*`, { callback: () => undefined })
  return (commands: Parameters<typeof encodeCommands>[0]) =>
    nc.publish(subject, encodeCommands(commands), { reply: `${inbox}.1` })
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('the tick did not answer in 20 s')
    await sleep(10)
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
