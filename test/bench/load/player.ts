/** One player of the load: comes in, walks to its place, sends numbered commands, times the answers. */
import type { ServerFrameOf } from '../../../schema/frames/server.ts'
import { middle, side } from '../support/world.ts'
import type { LoadSocket } from './socket.ts'
import { openSocket } from './socket.ts'

/** What all players together have seen; durations in milliseconds. */
export interface Tally {
  measuring: boolean
  sent: number
  done: number
  failed: number
  rejects: Record<string, number>
  frames: number
  /** Lines of others that were heard, and their bytes. */
  heard: number
  heardBytes: number
  closed: number
  readonly acksMs: number[]
  readonly echoesMs: number[]
}

export interface Mix {
  readonly look: number
  readonly say: number
}

/** It asks for the slim frames that our own page asks for. */
const hello = JSON.stringify({ t: 'hello', prefs: { deltas: true, data: false, spans: true } })

const steps = { east: [1, 0], west: [-1, 0], north: [0, 1], south: [0, -1] } as const
type Way = keyof typeof steps

export class Player {
  readonly #tally: Tally
  readonly #random: () => number
  #socket: LoadSocket | undefined
  #session = ''
  #n = 0
  #x = middle
  #y = middle
  /** When each command under way was sent, and whether that counts. */
  readonly #sentAt = new Map<number, { at: number; echoed: boolean; counts: boolean }>()
  #onPlaying: (() => void) | undefined
  #onDone: (() => void) | undefined

  constructor(tally: Tally, random: () => number) {
    this.#tally = tally
    this.#random = random
  }

  get underWay(): number {
    return this.#sentAt.size
  }

  /** Signs in as a guest; resolves in the world. */
  async enter(url: string): Promise<void> {
    const playing = new Promise<void>((resolve) => {
      this.#onPlaying = resolve
    })
    this.#socket = await openSocket(url, {
      frame: (bytes, from, to) => this.#frame(bytes, from, to),
      closed: () => {
        this.#tally.closed += 1
      },
    })
    this.#socket.send(hello)
    await playing
  }

  /** Walks to a random room, one step after the other. */
  async walkAway(): Promise<void> {
    const x = Math.floor(this.#random() * side)
    const y = Math.floor(this.#random() * side)
    while (this.#x !== x || this.#y !== y) {
      const way = this.#x < x ? 'east' : this.#x > x ? 'west' : this.#y < y ? 'north' : 'south'
      const done = new Promise<void>((resolve) => {
        this.#onDone = resolve
      })
      this.#step(way)
      await done
    }
  }

  /** Sends the next command of the mix. */
  act(mix: Mix): void {
    const draw = this.#random()
    if (draw < mix.look) this.#send('look')
    else if (draw < mix.look + mix.say) {
      this.#send(`say the tide is turning, and it is ${this.#n} o'clock`)
    } else this.#step(this.#anyWay())
  }

  close(): void {
    this.#socket?.close()
  }

  #anyWay(): Way {
    const ways = (Object.keys(steps) as Way[]).filter((way) => {
      const [dx, dy] = steps[way]
      const x = this.#x + dx
      const y = this.#y + dy
      return x >= 0 && y >= 0 && x < side && y < side
    })
    return ways[Math.floor(this.#random() * ways.length)] ?? 'east'
  }

  #step(way: Way): void {
    const [dx, dy] = steps[way]
    this.#x += dx
    this.#y += dy
    this.#send(way)
  }

  #send(line: string): void {
    this.#n += 1
    const counts = this.#tally.measuring
    if (counts) this.#tally.sent += 1
    this.#sentAt.set(this.#n, { at: performance.now(), echoed: false, counts })
    this.#socket?.send(`{"t":"cmd","n":${this.#n},"line":${JSON.stringify(line)}}`)
  }

  /** Frames begin with their type and cause, so only their first bytes are looked at. */
  #frame(bytes: Buffer, from: number, to: number): void {
    if (this.#tally.measuring) this.#tally.frames += 1
    const head = bytes.toString('latin1', from, Math.min(to, from + 120))
    switch (head.slice(6, head.indexOf('"', 6))) {
      case 'event':
        return this.#event(head, to - from)
      case 'ack':
        return this.#acked(numberIn(head))
      case 'done':
        return this.#ended(bytes.toString('utf8', from, to))
      case 'welcome':
        return this.#welcome(bytes.toString('utf8', from, to))
      case 'reject':
        return this.#rejected(bytes.toString('utf8', from, to))
      default:
    }
  }

  #event(head: string, bytes: number): void {
    const at = head.indexOf('"cause":"')
    if (at < 0 || !head.startsWith(this.#session, at + 18)) return this.#overheard(bytes)
    const from = at + 19 + this.#session.length
    const sent = this.#sentAt.get(Number.parseInt(head.slice(from, head.indexOf('"', from)), 36))
    if (!sent || sent.echoed) return
    sent.echoed = true
    if (sent.counts) this.#tally.echoesMs.push(performance.now() - sent.at)
  }

  #overheard(bytes: number): void {
    if (!this.#tally.measuring) return
    this.#tally.heard += 1
    this.#tally.heardBytes += bytes
  }

  #acked(n: number): void {
    const sent = this.#sentAt.get(n)
    if (sent?.counts) this.#tally.acksMs.push(performance.now() - sent.at)
  }

  #ended(text: string): void {
    const frame = JSON.parse(text) as ServerFrameOf<'done'>
    const sent = this.#sentAt.get(frame.n)
    this.#sentAt.delete(frame.n)
    if (sent?.counts) {
      this.#tally.done += 1
      if (frame.status !== 'completed') this.#tally.failed += 1
    }
    this.#onDone?.()
  }

  #rejected(text: string): void {
    const frame = JSON.parse(text) as ServerFrameOf<'reject'>
    this.#tally.rejects[frame.code] = (this.#tally.rejects[frame.code] ?? 0) + 1
    if (frame.n !== undefined) this.#sentAt.delete(frame.n)
  }

  #welcome(text: string): void {
    const frame = JSON.parse(text) as ServerFrameOf<'welcome'>
    if (!frame.character) return this.#socket?.send('{"t":"guest"}')
    this.#session = frame.session
    this.#n = frame.lastN
    this.#onPlaying?.()
  }
}

function numberIn(head: string): number {
  const at = head.indexOf('"n":')
  return Number.parseInt(head.slice(at + 4), 10)
}
