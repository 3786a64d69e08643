/**
 * The numbered lines of one session, from the socket to the stream:
 *
 *   typed ──checked──▶ under way ──stored, or seen in the world──▶ acknowledged
 *                          └──certainly not stored──▶ expected again
 *
 * Invariant: `ack` only after the stream has stored the line, and a number that was stored is never
 * expected again.
 */

import type { LineCommand } from '../../../schema/envelope.ts'
import type { MarkedFrame, RejectCode } from '../../../schema/frames/server.ts'
import { parseRequestId, requestId, type SessionId } from '../../../schema/ids.ts'
import { orderWords, readBuildOrder } from '../../../schema/world-file/build-orders.ts'
import type { Patience } from './patience.ts'
import type { CommandBus } from './ports.ts'
import { readableLine } from './readable-line.ts'
import type { TokenBucket } from './token-bucket.ts'

export interface LineParts {
  readonly bus: CommandBus
  readonly bucket: Pick<TokenBucket, 'take'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly send: (frame: MarkedFrame) => void
  readonly patience: Patience
}

export interface NumberedLines {
  /** The tick says where the session stands. */
  begin(session: SessionId, lastN: number): void
  /** The highest number that is certainly stored. */
  readonly lastN: number
  /** Takes a line of the client: refuses it, or stores it and acknowledges it then. */
  take(n: number, line: string): void
  /** The same for a build order: refuses one that does not read as an order, and says what is wrong. */
  takeOrder(n: number, order: unknown): void
  /** A frame of the world names this request as its cause: it was stored. False for one of another session. */
  applied(request: string): boolean
  /** The tick misses `expected`, and the client is asked for it. */
  gap(n: number, expected: number): void
}

const unackedMax = 64

/** What a player reads while more happens than the world can follow. */
export const tooMuch =
  'Too much happens at once, and the world falls behind. Try again in a moment.'

interface State {
  readonly parts: LineParts
  session: SessionId
  nextN: number
  /** Every number up to this is certainly stored: none of them is ever expected again. */
  storedN: number
  /** Requests stored or under way whose `ack` has not been sent, with their numbers. */
  readonly unacked: Map<string, number>
}

export function createNumberedLines(parts: LineParts): NumberedLines {
  const state: State = { parts, session: '', nextN: 1, storedN: 0, unacked: new Map() }
  return {
    begin(session, lastN) {
      state.session = session
      state.nextN = lastN + 1
      state.storedN = lastN
    },
    get lastN() {
      return state.storedN
    },
    take: (n, line) => take(state, n, () => lineOf(line)),
    takeOrder: (n, order) => take(state, n, () => orderOf(order)),
    applied: (request) => applied(state, request),
    gap(n, expected) {
      parts.patience.forget(requestId(state.session, n))
      expectAgain(state, expected)
      rejectGap(state, n, expected)
    },
  }
}

/** What is stored of a command, besides its number. */
type Content = Pick<LineCommand, 'line' | 'order'>
type Readable =
  | { readonly ok: true; readonly content: Content }
  | { readonly ok: false; readonly code: RejectCode; readonly why: string }

function lineOf(typed: string): Readable {
  const read = readableLine(typed)
  if (read.ok) return { ok: true, content: { line: read.line } }
  return { ok: false, code: read.fault === 'too-long' ? 'too-long' : 'bad-frame', why: read.why }
}

function orderOf(sent: unknown): Readable {
  const read = readBuildOrder(sent)
  if (read.ok) return { ok: true, content: { line: orderWords(read.order), order: read.order } }
  const [first] = read.problems
  const where = first?.field ? `${first.field}: ` : ''
  return { ok: false, code: 'bad-order', why: `${where}${first?.words ?? 'not an order'}` }
}

function take(state: State, n: number, reading: () => Readable): void {
  const { session, unacked, parts } = state
  if (n > state.nextN) return rejectGap(state, n, state.nextN)
  // The same command is under way already: its answer answers both.
  if (unacked.has(requestId(session, n))) return
  const read = reading()
  if (!read.ok) return reject(state, n, read.code, read.why)
  if (unacked.size >= unackedMax)
    return reject(state, n, 'busy', 'One thing after another, please.')
  const isRepeat = n < state.nextN
  // A repeat may be stored already, and then its number is used up.
  if (!isRepeat && parts.bus.busy?.()) return reject(state, n, 'busy', tooMuch)
  if (parts.bucket.take() > 0) return reject(state, n, 'too-fast', 'Not so fast!')
  if (!isRepeat) state.nextN = n + 1
  void store(state, { n, content: read.content, isRepeat })
}

async function store(
  state: State,
  { n, content, isRepeat }: { n: number; content: Content; isRepeat: boolean },
): Promise<void> {
  const { session, unacked, parts } = state
  const request = requestId(session, n)
  unacked.set(request, n)
  parts.patience.begins(request)
  const stored = await parts.bus.publish({ t: 'line', session, n, ...content, at: parts.now() })
  if (stored === 'stored') return acknowledge(state, request)
  if (!unacked.delete(request)) return
  parts.patience.forget(request)
  // The number of a repeat may have been stored by its first copy, so it stays used up.
  if (!isRepeat) expectAgain(state, n)
  reject(state, n, 'unavailable', 'The world does not hear you just now. Try again.')
}

function acknowledge(state: State, request: string): void {
  const n = state.unacked.get(request)
  if (n === undefined) return
  state.unacked.delete(request)
  state.storedN = Math.max(state.storedN, n)
  state.parts.send({ t: 'ack', n, request })
}

/**
 * The tick may be faster than the stream's answer to this gateway. The line may also have come
 * through another gateway, after the tick had told this one where the session stands.
 */
function applied(state: State, request: string): boolean {
  const { session, parts } = state
  // Most frames are caused by other people. Their requests do not contain this session's id, and to
  // look for it is cheap.
  if (!session || !request.includes(session)) return false
  parts.patience.ends(request)
  acknowledge(state, request)
  const key = parseRequestId(request)
  if (key?.session !== session) return false
  if (key.n < state.nextN) return true
  state.nextN = key.n + 1
  state.storedN = key.n
  parts.send({ t: 'ack', n: key.n, request })
  return true
}

/** The number was not stored. One that an earlier copy has stored stays used up. */
function expectAgain(state: State, n: number): void {
  state.nextN = Math.min(state.nextN, Math.max(n, state.storedN + 1))
}

function reject({ parts }: State, n: number, code: RejectCode, message: string): void {
  parts.send({ t: 'reject', n, code, message })
}

function rejectGap({ parts }: State, n: number, expected: number): void {
  const message = `Number ${expected} is missing.`
  parts.send({ t: 'reject', n, expected, code: 'gap', message })
}
