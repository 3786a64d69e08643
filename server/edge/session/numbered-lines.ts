/**
 * The numbered lines of one session, from the socket to the stream:
 *
 *   typed ──checked──▶ under way ──stored, or seen in the world──▶ acknowledged
 *                          └──certainly not stored──▶ expected again
 *
 * Invariant: `ack` only after the stream has stored the line, and a number that was stored is never
 * expected again.
 */

import type { MarkedFrame, RejectCode } from '../../../schema/frames/server.ts'
import { parseRequestId, requestId } from '../../../schema/ids.ts'
import { typedLine } from '../../../schema/text.ts'
import type { CommandBus } from './ports.ts'
import type { TokenBucket } from './token-bucket.ts'

export interface LineParts {
  readonly bus: CommandBus
  readonly bucket: TokenBucket
  readonly now: () => number
  readonly send: (frame: MarkedFrame) => void
}

export interface NumberedLines {
  /** The tick says where the session stands. */
  begin(session: string, lastN: number): void
  /** The highest number that is used up. */
  readonly lastN: number
  /** Takes a line of the client; refuses it, or stores it and acknowledges then. */
  take(n: number, line: string): void
  /** A frame of the world names this request as its cause: it was stored. */
  applied(request: string): void
  /** The tick misses `expected`, and the client is asked for it. */
  gap(n: number, expected: number): void
}

const undurableMax = 64
const lineMax = 512

export function numberedLines({ bus, bucket, now, send }: LineParts): NumberedLines {
  let session = ''
  let nextN = 1
  /** Every number up to this is surely stored: none of them is ever expected again. */
  let storedN = 0
  /** Requests stored or under way whose `ack` has not been sent. */
  const unacked = new Map<string, number>()

  const reject = (code: RejectCode, message: string, n: number, expected?: number) =>
    send({ t: 'reject', n, ...(expected === undefined ? {} : { expected }), code, message })
  const missing = (n: number, expected: number) =>
    reject('gap', `Number ${expected} is missing.`, n, expected)

  /** A number was not stored after all. One that was stored before, and came again, stays used up. */
  function expectAgain(n: number): void {
    nextN = Math.min(nextN, Math.max(n, storedN + 1))
  }

  function ack(request: string): void {
    const n = unacked.get(request)
    if (n === undefined) return
    unacked.delete(request)
    storedN = Math.max(storedN, n)
    send({ t: 'ack', n, request })
  }

  async function store(n: number, line: string, isNew: boolean): Promise<void> {
    const request = requestId(session, n)
    unacked.set(request, n)
    const stored = await bus.publish({ t: 'line', session, n, line, at: now() })
    if (stored === 'stored') return ack(request)
    if (!unacked.delete(request)) return
    // A number sent again was stored long ago, maybe: that this copy was not takes nothing back.
    if (isNew) expectAgain(n)
    reject('unavailable', 'The world does not hear you just now. Try again.', n)
  }

  /** The line as it may enter the world; null when it was refused. */
  function readable(n: number, line: string): string | null {
    if (line.length > lineMax * 2 || [...line].length > lineMax) {
      reject('too-long', `A line may have at most ${lineMax} characters.`, n)
      return null
    }
    const text = typedLine(line)
    if (text) return text
    reject('bad-frame', 'That is not one line that can be read.', n)
    return null
  }

  return {
    begin(whose, lastN) {
      session = whose
      nextN = lastN + 1
      storedN = lastN
    },
    get lastN() {
      return nextN - 1
    },
    take(n, line) {
      if (n > nextN) return missing(n, nextN)
      // A repeat of what is under way: the answer to that one answers both.
      if (unacked.has(requestId(session, n))) return
      const text = readable(n, line)
      if (text === null) return
      if (unacked.size >= undurableMax) return reject('busy', 'One thing after another, please.', n)
      if (!bucket.take()) return reject('too-fast', 'Not so fast!', n)
      const isNew = n === nextN
      if (isNew) nextN = n + 1
      void store(n, text, isNew)
    },
    /**
     * The tick may be faster than the stream's answer to us. The line may also have come through
     * another gateway, after the tick had told us where the session stands.
     */
    applied(request) {
      // Most frames are other people's: their requests do not name our session, which is cheap to see.
      if (!session || !request.includes(session)) return
      ack(request)
      const key = parseRequestId(request)
      if (key?.session !== session || key.n < nextN) return
      nextN = key.n + 1
      storedN = key.n
      send({ t: 'ack', n: key.n, request })
    },
    gap(n, expected) {
      expectAgain(expected)
      missing(n, expected)
    },
  }
}
