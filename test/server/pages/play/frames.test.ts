import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { reconnectDelayMs } from '../../../../server/client/backoff.ts'
import { compareFrames, parseServerFrame } from '../../../../server/client/frames.ts'
import { createLatencyMeter } from '../../../../server/client/latency.ts'

describe('the frames of the server', () => {
  it('are ordered by number and not by letter', () => {
    const frames = ['10.2', '9.12', '10.10', '9.2', '10', '10.2.1']
    expect(frames.toSorted(compareFrames)).toEqual(['9.2', '9.12', '10', '10.2', '10.2.1', '10.10'])
  })

  const frameId = fc
    .array(fc.nat(1_000_000), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('.'))

  test.prop([frameId, frameId, frameId])('are in a total order', (a, b, c) => {
    const sign = (left: string, right: string) => Math.sign(compareFrames(left, right))
    expect(sign(a, b) + sign(b, a)).toBe(0)
    if (compareFrames(a, b) <= 0 && compareFrames(b, c) <= 0) {
      expect(compareFrames(a, c)).toBeLessThanOrEqual(0)
    }
    expect(compareFrames(a, b) === 0).toBe(a === b)
  })

  it('are left alone when unknown or broken', () => {
    for (const text of ['', '{', 'null', '[]', '7', '{"t":7}', '{"t":"from-the-future"}']) {
      expect(parseServerFrame(text)).toBeUndefined()
    }
    expect(parseServerFrame('{"t":"pong","at":3}')).toEqual({ t: 'pong', at: 3 })
  })
})

describe('the pause before knocking again', () => {
  it('is next to nothing at first, then doubles up to fifteen seconds', () => {
    const middle = [0, 1, 2, 3, 4, 5, 6, 7, 20].map((attempt) => reconnectDelayMs(attempt, 0.5))
    expect(middle).toEqual([150, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
  })

  it('spreads fifty pages that lost the line together', () => {
    const first = Array.from({ length: 50 }, (_, i) => reconnectDelayMs(0, i / 50))
    const busiest = Math.max(
      ...first.map((from) => first.filter((at) => at >= from && at < from + 100).length),
    )
    expect(busiest).toBeLessThan(25)
  })
})

describe('the latency pill', () => {
  it('shows the middle of the last twenty figures', () => {
    const meter = createLatencyMeter()
    expect(meter.median()).toBeUndefined()
    for (let i = 0; i < 30; i++) meter.add(1_000)
    for (const ms of [...Array(11).fill(40), ...Array(9).fill(90)]) meter.add(ms)
    expect(meter.median()).toBe(40)
  })
})
