/**
 * What this gateway has stored and no tick has applied yet, and whether more may be taken. The stream
 * has one order for all gateways, so how long the own commands wait tells how long the queue is.
 *
 *   easy ──the oldest is late after three ticks in a row──▶ pressed ──nothing refused for a while──▶ easy
 *
 * One long tick is no overload: the next one takes everything that has gathered. Three in a row that
 * leave late commands behind are, and so are two that leave very late ones. While pressed, a command is
 * taken only when the queue is short, so that what is taken is applied soon. Whatever the reason, no more
 * is taken than two seconds of work, as measured while there was more to do than a tick could take.
 *
 * Invariant: what waits here will be named by a tick to come. Otherwise a gateway that refuses everything
 * would wait for ever for the end of a queue that is empty.
 */

/** A message of commands in the stream. */
export interface StoredBatch {
  /** Its position in the stream. */
  readonly seq: number
  readonly commands: number
  /** When its first command came in, on the clock that only grows. */
  readonly sinceMs: number
}

export interface Backlog {
  stored(batch: StoredBatch): void
  /** A tick has applied everything up to this position; it may be told more than once. */
  applied(seq: number): void
  /** True while a new command would wait too long. */
  busy(): boolean
  /** The position that a tick named last; undefined before the first. */
  appliedSeq(): number | undefined
  /** How long the oldest command has waited, milliseconds; 0 when none waits. */
  oldestMs(): number
}

const lateMs = 250
const veryLateMs = 1_000
const lateTicks = 3
/** A few commands of a slow machine are no overload. */
const fewCommands = 100
const pressedLateMs = 100
const pressedForMs = 2_000
const workMsMax = 2_000
/** Commands per second, as long as nothing is measured. */
const rateAtFirst = 300
const measureMs = 250

/** `unstored` counts the commands that have come in and wait for the stream to store them. */
export function createBacklog(mono: () => number, unstored = (): number => 0): Backlog {
  let waiting: StoredBatch[] = []
  let commands = 0
  let late = 0
  let pressedUntilMs = 0
  let lastStored = 0
  let lastApplied: number | undefined
  const rate = createRate(mono)

  const oldestMs = (): number => {
    const [oldest] = waiting
    return oldest ? mono() - oldest.sinceMs : 0
  }

  return {
    oldestMs,
    appliedSeq: () => lastApplied,
    stored(batch) {
      // A stream that begins anew has other positions, and nobody will name the old ones.
      if (batch.seq <= lastStored) {
        waiting = []
        commands = 0
        lastApplied = undefined
      }
      lastStored = batch.seq
      // A tick may be faster than the stream's answer to this gateway, and may be the last for a while.
      if (lastApplied !== undefined && batch.seq <= lastApplied) return
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
      const isMuch = commands > fewCommands
      rate.applied(count, commands)
      late = isMuch && oldestMs() > lateMs ? late + (oldestMs() > veryLateMs ? 2 : 1) : 0
      if (late >= lateTicks) pressedUntilMs = mono() + pressedForMs
    },
    busy() {
      const nowMs = mono()
      if (nowMs < pressedUntilMs && oldestMs() > pressedLateMs) {
        pressedUntilMs = nowMs + pressedForMs
        return true
      }
      const most = Math.max(fewCommands, (rate.perSecond() * workMsMax) / 1_000)
      return commands + unstored() > most
    },
  }
}

/** Commands applied per second. Only stretches count in which ticks had more to do than they could take. */
function createRate(mono: () => number) {
  let perSecond = rateAtFirst
  let full: { count: number; ms: number } = { count: 0, ms: 0 }
  let sinceMs: number | undefined
  return {
    /** A tick has applied `count` commands and has left so many. */
    applied(count: number, left: number): void {
      const nowMs = mono()
      if (sinceMs !== undefined) {
        full = { count: full.count + count, ms: full.ms + nowMs - sinceMs }
        if (full.ms >= measureMs) {
          // One tick that stood still does not say that all will.
          perSecond = Math.max(perSecond / 2, (full.count * 1_000) / full.ms)
          full = { count: 0, ms: 0 }
        }
      }
      sinceMs = left > fewCommands ? nowMs : undefined
    },
    perSecond: () => perSecond,
  }
}
