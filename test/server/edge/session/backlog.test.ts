/** How a gateway judges from the progress of ticks whether it may take more. Time is counted, not waited for. */
import { describe, expect, test } from 'vitest'
import { createBacklog } from '../../../../server/edge/session/backlog.ts'

interface Load {
  /** Commands that players send, per second, at a time. */
  readonly asked: (ms: number) => number
  /** Commands that a tick applies, per second, at a time; 0 while it stands still. */
  readonly capacity: (ms: number) => number
  readonly forMs: number
}

/** A full tick takes so long. */
const fullMs = 60

/** Runs players against one tick that takes what it can do soon, millisecond by millisecond. */
function play({ asked, capacity, forMs }: Load) {
  let nowMs = 0
  const backlog = createBacklog(() => nowMs)
  const most = Math.max(...Array.from({ length: forMs }, (_, ms) => capacity(ms)))
  let seq = 0
  let owed = 0
  let queue: { seq: number; atMs: number }[] = []
  let tick: { upTo: number; work: number } | undefined
  const took: { atMs: number; tookMs: number }[] = []
  const refused: number[] = []
  let mostWaiting = 0
  for (; nowMs < forMs; nowMs += 1) {
    owed += asked(nowMs) / 1_000
    let commands = 0
    for (; owed >= 1; owed -= 1) {
      if (backlog.busy()) refused.push(nowMs)
      else commands += 1
    }
    if (commands > 0) {
      seq += 1
      backlog.stored({ seq, commands, sinceMs: nowMs })
      for (let one = 0; one < commands; one += 1) queue.push({ seq, atMs: nowMs })
    }
    mostWaiting = Math.max(mostWaiting, queue.length)
    // A tick costs two milliseconds however little it holds.
    if (!tick && queue.length > 0) {
      const taken = queue.slice(0, Math.max(1, (most * fullMs) / 1_000))
      const upTo = taken.at(-1)?.seq ?? seq
      const work = queue.filter((one) => one.seq <= upTo).length + capacity(nowMs) / 500
      tick = { upTo, work }
    }
    if (tick) tick.work -= capacity(nowMs) / 1_000
    if (!tick || tick.work > 0) continue
    const { upTo } = tick
    for (const one of queue) {
      if (one.seq <= upTo) took.push({ atMs: one.atMs, tookMs: nowMs - one.atMs })
    }
    queue = queue.filter((one) => one.seq > upTo)
    tick = undefined
    backlog.applied(upTo)
  }
  return { took, refused, mostWaiting }
}

function p99(took: readonly { tookMs: number }[]): number {
  const sorted = took.map(({ tookMs }) => tookMs).sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0
}

const always = (value: number) => () => value

describe('more than can be applied', () => {
  // PROMISE PROTOCOL 3.3: When more arrives than can be applied within 2 s, new commands are answered `reject` `busy`
  test.each([300, 2_000, 8_000])('is refused, and what is taken is applied soon: %d/s', (rate) => {
    const asked = (ms: number) => (ms < 10_000 ? rate * 1.6 : rate * 0.5)
    const { took, refused, mostWaiting } = play({ asked, capacity: always(rate), forMs: 16_000 })
    expect(refused.length).toBeGreaterThan(rate)
    // Most of what can be done is done all the same.
    expect(took.length).toBeGreaterThan(rate * 8)
    expect(mostWaiting).toBeLessThan(rate * 2)
    const steady = took.filter(({ atMs }) => atMs > 4_000)
    expect(p99(steady)).toBeLessThanOrEqual(250)
    // Nobody is refused any more once there is less to do.
    expect(refused.filter((ms) => ms > 15_000)).toEqual([])
  })

  test('is a queue that does not end, where as much comes as can be applied', () => {
    const capacity = (ms: number) => (ms < 900 ? 0 : 2_000)
    const { took, refused } = play({ asked: always(2_000), capacity, forMs: 10_000 })
    expect(refused.length).toBeGreaterThan(0)
    expect(p99(took.filter(({ atMs }) => atMs > 5_000))).toBeLessThanOrEqual(250)
  })

  test('is never more than some seconds of work, also while nothing is applied', () => {
    const { refused, mostWaiting } = play({
      asked: always(800),
      capacity: always(0),
      forMs: 20_000,
    })
    expect(mostWaiting).toBeLessThanOrEqual(700)
    expect(refused.length).toBeGreaterThan(10_000)
  })
})

test('what waits for the stream counts as much as what the stream has', () => {
  let commands = 0
  let nowMs = 0
  const backlog = createBacklog(() => nowMs, {
    commands: () => commands,
    sinceMs: () => (commands > 0 ? 0 : undefined),
  })
  expect(backlog.busy()).toBe(false)
  commands = 4_000
  expect(backlog.busy()).toBe(true)
  nowMs = 300
  expect(backlog.oldestMs()).toBe(300)
})

describe('no overload', () => {
  test('is a tick that stands still for a moment', () => {
    const capacity = (ms: number) => (ms % 3_000 < 900 ? 0 : 2_000)
    expect(play({ asked: always(500), capacity, forMs: 15_000 }).refused).toEqual([])
  })

  test('is what a few players type while nothing is applied', () => {
    const capacity = (ms: number) => (ms < 20_000 ? 0 : 2_000)
    expect(play({ asked: always(20), capacity, forMs: 25_000 }).refused).toEqual([])
  })

  test('is nine tenths of what can be done', () => {
    expect(play({ asked: always(1_800), capacity: always(2_000), forMs: 20_000 }).refused).toEqual(
      [],
    )
  })

  test('is what a tick has applied before the stream has answered, and not forgotten either', () => {
    let nowMs = 0
    const backlog = createBacklog(() => nowMs)
    backlog.applied(3)
    backlog.stored({ seq: 3, commands: 5_000, sinceMs: 0 })
    nowMs = 60_000
    expect([backlog.oldestMs(), backlog.busy()]).toEqual([0, false])
    backlog.stored({ seq: 4, commands: 5_000, sinceMs: nowMs })
    expect(backlog.busy()).toBe(true)
    backlog.applied(4)
    expect(backlog.busy()).toBe(false)
  })

  test('is a stream that begins anew behind the gateway', () => {
    let nowMs = 0
    const backlog = createBacklog(() => nowMs)
    backlog.stored({ seq: 5_000, commands: 256, sinceMs: 0 })
    nowMs = 60_000
    backlog.stored({ seq: 1, commands: 1, sinceMs: nowMs })
    backlog.applied(1)
    expect([backlog.oldestMs(), backlog.busy()]).toEqual([0, false])
  })
})
