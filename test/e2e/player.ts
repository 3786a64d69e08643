/** A bare client of the WebSocket door for tests: it sends what it is told and keeps what it gets. */
import type { IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { ClientFrame } from '../../schema/frames/client.ts'
import { type AnyFrame as Frame, readFrame } from '../support/any-frame.ts'

export type { AnyFrame as Frame } from '../support/any-frame.ts'

export interface Player {
  readonly frames: readonly Frame[]
  readonly closed: Promise<{ code: number; reason: string }>
  send(frame: ClientFrame): void
  /** Sends anything, also what is no frame. */
  raw(data: string | Buffer): void
  /** The first frame, from the beginning or from number `from` on, that `wanted` accepts. */
  next(wanted: (frame: Frame) => boolean, from?: number): Promise<Frame>
  /** Sends a command and waits for its `done`; returns every frame it caused. */
  play(line: string): Promise<Frame[]>
  /** Drops the link without a word. */
  drop(): void
  readonly session: () => { session: string; token: string; last: string }
}

const patienceMs = 45_000

/** Connects; resolves once the socket is open. Rejects with the HTTP status when it is refused. */
export async function connect(http: string, headers: Record<string, string> = {}): Promise<Player> {
  const socket = new WebSocket(`${http.replace('http', 'ws')}/ws`, ['v1.mudstream'], { headers })
  const frames: Frame[] = []
  const looking = new Set<() => void>()
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  socket.on('message', (data) => {
    frames.push(readFrame(String(data)))
    for (const look of looking) look()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('unexpected-response', (_request, answer: IncomingMessage) => {
      reject(new Error(`refused with ${answer.statusCode}`))
      answer.resume()
    })
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)
  let n = 0

  const next = (wanted: (frame: Frame) => boolean, from = 0): Promise<Frame> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = frames.slice(from).find(wanted)
        if (!found) return
        clearTimeout(tooLate)
        looking.delete(look)
        resolve(found)
      }
      const tooLate = setTimeout(() => {
        looking.delete(look)
        reject(new Error(`did not come; last frames ${JSON.stringify(frames.slice(-5))}`))
      }, patienceMs)
      looking.add(look)
      look()
    })

  const send = (frame: ClientFrame): void => socket.send(JSON.stringify(frame))
  return {
    frames,
    closed,
    send,
    raw: (data) => socket.send(data),
    next,
    async play(line) {
      n = Math.max(n, lastNumber(frames)) + 1
      const own = n
      const from = frames.length
      send({ t: 'cmd', n: own, line })
      const done = await next((frame) => frame.t === 'done' && frame['n'] === own, from)
      const request = done['request']
      return frames
        .slice(from)
        .filter((frame) => frame['cause'] === request || frame['request'] === request)
    },
    drop: () => socket.terminate(),
    session() {
      const welcome = frames.findLast((frame) => frame.t === 'welcome' && frame['character'])
      const last = frames.findLast((frame) => typeof frame['frame'] === 'string')
      return {
        session: String(welcome?.['session']),
        token: String(welcome?.['resume']),
        last: String(last?.['frame'] ?? '0.0'),
      }
    },
  }
}

function lastNumber(frames: readonly Frame[]): number {
  const welcome = frames.findLast((frame) => frame.t === 'welcome' && frame['character'])
  return Number(welcome?.['lastN'] ?? 0)
}

/** Connects and comes into the world as a guest. */
export async function guest(http: string, name?: string): Promise<Player> {
  const player = await connect(http)
  player.send({ t: 'hello' })
  player.send({ t: 'guest', ...(name ? { name } : {}) })
  await player.next((frame) => frame.t === 'welcome' && frame['character'] !== null)
  await player.next((frame) => frame.t === 'state' && frame['part'] === 'items')
  return player
}

/** Connects and continues a session; comes again, as every client does, when it is told to. */
export async function resumed(
  http: string,
  resume: { session: string; token: string; last: string },
): Promise<Player> {
  const player = await connect(http)
  player.send({ t: 'hello', resume })
  const answer = await player.next(({ t }) => t === 'welcome' || t === 'bye')
  if (answer.t !== 'bye' || answer['code'] !== 'later') return player
  player.drop()
  await pause(500)
  return await resumed(http, resume)
}
