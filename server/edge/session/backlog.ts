/**
 * What this gateway has stored and no tick has applied yet, and whether more may be taken. The stream
 * has one order for all gateways, so how long the own commands wait tells how long the queue is.
 *
 *   easy ──the oldest is late after three ticks in a row──▶ pressed ──nothing refused for a while──▶ easy
 *
 * One long tick is no overload: the next one takes everything that has gathered. Three in a row that
 * leave late commands behind are. While pressed, a command is taken only when the queue is short, so that
 * what is taken is applied soon. Whatever the reason, no more is taken than two seconds of work.
 */

/** A message of commands in the stream. */
export interface StoredBatch {
  /** Its position in the stream. */
  readonly seq: number
  readonly commands: number
  /** When it was handed to the bus, on the clock that only grows. */
  readonly sinceMs: number
}

export interface Backlog {
  stored(batch: StoredBatch): void
  /** A tick has applied everything up to this position. */
  applied(seq: number): void
  /** True while a new command would wait too long. */
  busy(): boolean
  /** The position that a tick named last; undefined before the first. */
  appliedSeq(): number | undefined
  /** How long the oldest command has waited, milliseconds; 0 when none waits. */
  oldestMs(): number
}

const lateMs = 250
const lateTicks = 3
/** A few commands of a slow machine are no overload. */
const fewCommands = 100
const pressedLateMs = 100
const pressedForMs = 2_000
const workMsMax = 2_000
/** Commands per second that any machine applies. */
const rateAtLeast = 500

export function createBacklog(mono: () => number): Backlog {
  let waiting: StoredBatch[] = []
  let commands = 0
  let lateInARow = 0
  let pressedUntilMs = 0
  let lastApplied: number | undefined
  const rate = createRate()

  const oldestMs = (): number => {
    const [oldest] = waiting
    return oldest ? mono() - oldest.sinceMs : 0
  }

  return {
    oldestMs,
    appliedSeq: () => lastApplied,
    stored(batch) {
      // A stream that begins anew has other positions, and nobody will name the old ones.
      if (batch.seq < (waiting.at(-1)?.seq ?? 0)) {
        waiting = []
        commands = 0
      }
      waiting.push(batch)
      commands += batch.commands
    },
    applied(seq) {
      lastApplied = seq
      const left = waiting.findIndex((batch) => batch.seq > seq)
      const done = left < 0 ? waiting : waiting.slice(0, left)
      if (done.length === 0) return
      waiting = left < 0 ? [] : waiting.slice(left)
      const count = done.reduce((sum, batch) => sum + batch.commands, 0)
      commands -= count
      const nowMs = mono()
      rate.add(count, nowMs)
      const isLate = commands > fewCommands && oldestMs() > lateMs
      lateInARow = isLate ? lateInARow + 1 : 0
      if (lateInARow >= lateTicks) pressedUntilMs = nowMs + pressedForMs
    },
    busy() {
      const nowMs = mono()
      if (nowMs < pressedUntilMs && oldestMs() > pressedLateMs) {
        pressedUntilMs = nowMs + pressedForMs
        return true
      }
      return commands > (rate.best() * workMsMax) / 1_000
    },
  }
}

/** The most commands that were applied in one of the last seconds; it fades, and is never below the least. */
function createRate() {
  let best = rateAtLeast
  let sinceMs = 0
  let count = 0
  return {
    add(more: number, nowMs: number): void {
      if (nowMs - sinceMs > 1_000) {
        best = Math.max(rateAtLeast, best * 0.95, count)
        sinceMs = nowMs
        count = 0
      }
      count += more
    },
    best: () => Math.max(best, count),
  }
}
