/** One socket of the gateway in front of two shards, and the frames that it is shown. */
import type { Output } from '../../../schema/envelope.ts'
import { type FramePosition, isAfter, parseFrameId } from '../../../schema/frames/position.ts'
import { framesOf } from '../../../server/edge/session/hub.ts'
import type { RoadOutput } from './protocol.ts'

export type AnyOutput = Output | RoadOutput

export interface Hello {
  readonly t: 'hello'
  readonly name?: string
  readonly session?: string
  readonly last?: string
}

export interface Cmd {
  readonly t: 'cmd'
  readonly n: number
  readonly line: string
}

/** One socket and the session that it serves. */
export interface Conn {
  readonly id: string
  readonly send: (frame: object) => void
  session: string
  last: string
  /** The shard to whose stream lines go now, and the one to whose they shall go. */
  road: number
  wanted: number
  /** The stretch that is shown: what its frames have in front, its shard, and where in it they begin. */
  front: number
  shard: number
  from: FramePosition
  /** False until it was shown what it had missed. */
  isLive: boolean
  isClosed: boolean
  nextN: number
  /** The highest number that is known to have an outcome. */
  doneN: number
  /** Lines that were published and are not known to be stored. */
  readonly unstored: Set<number>
  held: Cmd[]
}

export interface Showing {
  readonly tick: number
  readonly output: AnyOutput
  readonly after?: FramePosition
  readonly fronts: boolean
}

export function createConn(id: string, send: (frame: object) => void): Conn {
  return {
    id,
    send,
    session: '',
    last: '',
    road: 0,
    wanted: 0,
    front: 0,
    shard: 0,
    from: { tick: 0, k: 0 },
    isLive: false,
    isClosed: false,
    nextN: 0,
    doneN: 0,
    unstored: new Set(),
    held: [],
  }
}

/** Takes lines from the lowest of these numbers on once more. */
export function beginAgain(conn: Conn, ...numbers: readonly number[]): void {
  conn.nextN = Math.max(conn.doneN + 1, Math.min(conn.nextN, ...numbers))
}

/** The frames of an output that come after a position: it may lie between the two of one output. */
export function show(conn: Conn, front: number, { tick, output, after, fronts }: Showing): void {
  if (output.f === 'moved' || output.f === 'arrived') return
  for (const { frame, position } of framesOf(tick, output)) {
    if (after && !isAfter(position, after)) continue
    const own = frame.frame as { frame: string }
    const isFronted = front > 0 && fronts
    conn.send({ ...own, frame: isFronted ? `${front}.${own.frame}` : own.frame })
  }
}

/** The front of a frame id, 0 when it has none, and its position in the shard. */
export function readFrame(id: string) {
  const [front, ...rest] = id.split('.')
  const isFronted = rest.length === 2
  const position = parseFrameId(isFronted ? rest.join('.') : id)
  return { front: isFronted ? Number(front) : 0, position }
}
