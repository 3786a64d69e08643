/** The numbers of one session: what is acknowledged, what is refused, and which number is next. */
import { describe, expect, test } from 'vitest'
import type { Command } from '../../../../schema/envelope.ts'
import type { MarkedFrame } from '../../../../schema/frames/server.ts'
import { requestId } from '../../../../schema/ids.ts'
import { createNumberedLines } from '../../../../server/edge/session/numbered-lines.ts'
import { createPatience } from '../../../../server/edge/session/patience.ts'
import type { PublishResult } from '../../../../server/edge/session/ports.ts'
import { createTokenBucket } from '../../../../server/edge/session/token-bucket.ts'

const session = 'sann'

/** The lines of a session whose number 3 is stored; the bus answers when a test says so. */
function given(burst = 0) {
  const frames: MarkedFrame[] = []
  const published: { command: Command; answer: (result: PublishResult) => Promise<void> }[] = []
  const lines = createNumberedLines({
    bus: {
      publish: (command) =>
        new Promise((resolve) => {
          const answer = async (result: PublishResult) => {
            resolve(result)
            await Promise.resolve()
          }
          published.push({ command, answer })
        }),
    },
    bucket: createTokenBucket(burst === 0 ? 0 : 0.001, burst, () => 0),
    now: () => 1_000,
    patience: createPatience((frame) => frames.push(frame)),
    send: (frame) => frames.push(frame),
  })
  lines.begin(session, 3)
  return { lines, frames, published }
}

describe('a line with the next number', () => {
  test('is acknowledged when the stream has stored it, and not before', async () => {
    const { lines, frames, published } = given()
    lines.take(4, 'look')
    expect(frames).toEqual([])
    expect(published[0]?.command).toEqual({ t: 'line', session, n: 4, line: 'look', at: 1_000 })
    await published[0]?.answer('stored')
    expect(frames).toEqual([{ t: 'ack', n: 4, request: requestId(session, 4) }])
    expect(lines.lastN).toBe(4)
  })

  test('that was certainly not stored is refused, and its number is expected again', async () => {
    const { lines, frames, published } = given()
    lines.take(4, 'look')
    lines.take(5, 'north')
    await published[1]?.answer('unavailable')
    await published[0]?.answer('unavailable')
    expect(frames).toMatchObject([
      { t: 'reject', n: 5, code: 'unavailable' },
      { t: 'reject', n: 4, code: 'unavailable' },
    ])
    expect(lines.lastN).toBe(3)
  })

  test.each([
    ['too-long', 'x'.repeat(513)],
    ['too-long', 'x'.repeat(2_000)],
    ['bad-frame', 'look\nnorth'],
    ['bad-frame', '\u001b[A'],
  ])('is refused as %s and uses up no number', (code, line) => {
    const { lines, frames, published } = given()
    lines.take(4, line)
    expect(frames).toMatchObject([{ t: 'reject', n: 4, code }])
    expect([lines.lastN, published.length]).toEqual([3, 0])
  })

  test('may have 512 characters that take two units each', () => {
    const { lines, published } = given()
    lines.take(4, '\u{1f56f}'.repeat(512))
    expect(published).toHaveLength(1)
  })

  test('is refused when it comes too fast', () => {
    const { lines, frames, published } = given(2)
    for (const n of [4, 5, 6]) lines.take(n, 'look')
    expect(published).toHaveLength(2)
    expect(frames).toMatchObject([{ t: 'reject', n: 6, code: 'too-fast' }])
    lines.take(8, 'look')
    expect(frames.at(-1)).toMatchObject({ code: 'gap', expected: 6 })
  })

  test('is refused while 64 others are under way', () => {
    const { lines, frames, published } = given()
    for (let n = 4; n <= 68; n += 1) lines.take(n, 'look')
    expect(published).toHaveLength(64)
    expect(frames).toMatchObject([{ t: 'reject', n: 68, code: 'busy' }])
  })
})

describe('another number', () => {
  // PROMISE PROTOCOL 3.1: The number of the command: 1, 2, 3 … within the session, without a gap
  test('that skips one is refused with the number that is next', () => {
    const { lines, frames, published } = given()
    lines.take(6, 'look')
    expect(frames).toMatchObject([{ t: 'reject', n: 6, code: 'gap', expected: 4 }])
    expect(published).toEqual([])
  })

  test('that was stored before is passed on again, and stays used up whatever becomes of the copy', async () => {
    const { lines, frames, published } = given()
    lines.take(2, 'look')
    await published[0]?.answer('unavailable')
    expect(frames).toMatchObject([{ t: 'reject', n: 2, code: 'unavailable' }])
    expect(lines.lastN).toBe(3)
  })

  test('that is under way already is published once', () => {
    const { lines, published } = given()
    lines.take(4, 'look')
    lines.take(4, 'look')
    expect(published).toHaveLength(1)
  })
})

describe('what the world says', () => {
  test('acknowledges a line before the stream has answered, and only once', async () => {
    const { lines, frames, published } = given()
    lines.take(4, 'look')
    lines.applied(requestId(session, 4))
    await published[0]?.answer('stored')
    expect(frames).toEqual([{ t: 'ack', n: 4, request: requestId(session, 4) }])
  })

  test('uses up a number that came through another gateway', () => {
    const { lines, frames } = given()
    lines.applied(requestId(session, 5))
    expect(frames).toEqual([{ t: 'ack', n: 5, request: requestId(session, 5) }])
    expect(lines.lastN).toBe(5)
  })

  test('of other sessions means nothing here', () => {
    const { lines, frames } = given()
    lines.applied(requestId('sbea', 4))
    lines.applied('no request')
    expect([frames, lines.lastN]).toEqual([[], 3])
  })

  test('about a missing number asks for it, but for none that is stored', async () => {
    const { lines, frames, published } = given()
    for (const n of [4, 5, 6]) lines.take(n, 'look')
    await published[0]?.answer('stored')
    lines.gap(6, 5)
    expect(frames.at(-1)).toMatchObject({ t: 'reject', n: 6, code: 'gap', expected: 5 })
    expect(lines.lastN).toBe(4)
    lines.gap(6, 2)
    expect(lines.lastN).toBe(4)
  })
})
