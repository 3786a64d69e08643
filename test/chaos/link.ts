/**
 * One link between two processes as a small TCP proxy that can be disturbed while bytes are on it.
 * Bytes keep their order in each direction, as TCP keeps it; what a state holds back arrives when it
 * ends, as after a lost packet, unless one of the ends has given up meanwhile.
 */
import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { portForLater } from '../support/ports.ts'
import type { Chance } from './schedule.ts'

export const linkStates = [
  /** Every connection is reset, and every new one at once. */
  'cut',
  /** Nothing gets through and nobody is told: neither bytes nor the end of a connection. */
  'hole',
  /** Only what the called side answers gets lost: the request was heard. */
  'deaf',
  /** 100 to 300 ms each way. */
  'delay',
  /** About 20 KB/s. */
  'trickle',
  /** Connections are reset behind the first half of what was sent: the first at once, then some. */
  'tear',
] as const
export type LinkState = (typeof linkStates)[number] | 'open'

export interface Link {
  /** Where the proxy listens on loopback. */
  readonly port: number
  set(state: LinkState): void
  /** Pieces of data that were held back, torn or reset so far: a fault that met none proves nothing. */
  readonly disturbed: number
  close(): void
}

interface Pair {
  readonly near: Socket
  readonly far: Socket
}

/** What all connections of a link share. */
interface Body {
  state: LinkState
  disturbed: number
  /** The state is new, and nothing was torn yet. */
  tearsNext: boolean
  /** Resolves with the next change of state. */
  changed: PromiseWithResolvers<void>
  readonly pairs: Set<Pair>
  readonly chance: Chance
}

/** A piece of data, or the end of the connection. */
interface Piece {
  readonly data: Buffer | null
  readonly sinceMs: number
}

const trickleBytes = 200
const trickleMs = 10
const tearChance = 0.1
const heldBytesMax = 65_536

/** Listens on a free port and forwards to `target`, both on loopback. */
export async function startLink(target: number, chance: Chance): Promise<Link> {
  const changed = Promise.withResolvers<void>()
  const shared = { disturbed: 0, tearsNext: false, changed, pairs: new Set<Pair>(), chance }
  const link: Body = { state: 'open', ...shared }
  const server = createServer((near) => {
    near.setNoDelay(true)
    const far = createConnection({ host: '127.0.0.1', port: target, noDelay: true })
    const pair = { near, far }
    link.pairs.add(pair)
    flow(link, pair, false)
    flow(link, pair, true)
    if (link.state === 'cut') reset(link, pair)
  })
  // A port that was handed out at random might be one that a server was just promised.
  server.listen(await portForLater(), '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      link.state = next
      link.tearsNext = next === 'tear'
      if (next === 'cut') for (const pair of link.pairs) reset(link, pair)
      link.changed.resolve()
      link.changed = Promise.withResolvers()
    },
    get disturbed() {
      return link.disturbed
    },
    close() {
      server.close()
      link.state = 'open'
      link.changed.resolve()
      for (const { near, far } of link.pairs) {
        near.destroy()
        far.destroy()
      }
    },
  }
}

function reset(link: Body, pair: Pair): void {
  link.disturbed += 1
  link.pairs.delete(pair)
  pair.near.resetAndDestroy()
  pair.far.resetAndDestroy()
}

/** One direction of a connection. Its end waits its turn behind the data, like data. */
function flow(link: Body, pair: Pair, isAnswer: boolean): void {
  const [from, to] = isAnswer ? [pair.far, pair.near] : [pair.near, pair.far]
  const waiting: Piece[] = []
  let held = 0
  let isPumping = false
  const pump = async (): Promise<void> => {
    if (isPumping) return
    isPumping = true
    for (let piece = waiting.shift(); piece; piece = waiting.shift()) {
      await hold(link, piece, isAnswer)
      if (piece.data === null) {
        link.pairs.delete(pair)
        to.destroySoon()
      } else if (link.state === 'tear' && (link.tearsNext || link.chance() < tearChance)) {
        link.tearsNext = false
        to.write(piece.data.subarray(0, piece.data.length >> 1), () => reset(link, pair))
        return
      } else await pass(link, to, piece.data)
      held -= piece.data?.length ?? 0
      if (held < heldBytesMax) from.resume()
    }
    isPumping = false
  }
  const take = (data: Buffer | null): void => {
    waiting.push({ data, sinceMs: performance.now() })
    held += data?.length ?? 0
    if (held >= heldBytesMax) from.pause()
    void pump()
  }
  from.on('data', take)
  from.once('close', () => take(null))
  // Weather: 'close' follows and does the work.
  from.on('error', () => undefined)
}

/** Waits for as long as the state of the link keeps the piece back. */
async function hold(link: Body, { sinceMs }: Piece, isAnswer: boolean): Promise<void> {
  while (link.state === 'hole' || (link.state === 'deaf' && isAnswer)) {
    link.disturbed += 1
    await link.changed.promise
  }
  if (link.state !== 'delay') return
  link.disturbed += 1
  const waitMs = sinceMs + 100 + 200 * link.chance() - performance.now()
  if (waitMs > 0) await pause(waitMs)
}

async function pass(link: Body, to: Socket, data: Buffer): Promise<void> {
  for (let at = 0; at < data.length; ) {
    const isSlow = link.state === 'trickle'
    const end = isSlow ? at + trickleBytes : data.length
    to.write(data.subarray(at, end))
    at = end
    if (!isSlow) continue
    link.disturbed += 1
    await pause(trickleMs)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
