/**
 * What this gateway has stored and no tick has applied yet, and whether more may be taken. The stream
 * has one order for all gateways, so how long the own commands wait tells how long the queue is.
 *
 *   easy ──ticks leave as many late commands behind for a while──▶ pressed ──nothing refused for a while──▶ easy
 *
 * One long tick is no overload: those that follow take what has gathered, and it grows less. What is late
 * for longer than that takes is. While pressed, a command is taken only when the queue is short, so that
 * what is taken is applied soon. Whatever the reason, no more is taken than two seconds of work, as
 * measured while there was more to do than a tick could take.
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
  /** How long the oldest command has waited, milliseconds; 0 when none waits. */
  oldestMs(): number
}

const lateMs = 150
/** Ticks leave late commands behind for so long, and more than this share of them at its end. */
const lateForMs = 250
const endingShare = 0.75
/** A few commands of a slow machine are no overload. */
const fewCommands = 100
const pressedLateMs = 60
const pressedForMs = 2_000
const workMsMax = 2_000
/** Commands per second, as long as nothing is measured. */
const rateAtFirst = 300
const measureMs = 250

/** Commands that have come in and wait for the stream to store them. */
interface Unstored {
  readonly commands: () => number
  /** When the first of them came in; undefined when there is none. */
  readonly sinceMs: () => number | undefined
}

const nothing: Unstored = { commands: () => 0, sinceMs: () => undefined }

export function createBacklog(mono: () => number, unstored = nothing): Backlog {
  let waiting: StoredBatch[] = []
  let commands = 0
  /** Since when ticks leave late commands behind, and how many the first of them left. */
  let late: { readonly sinceMs: number; readonly commands: number } | undefined
  let pressedUntilMs = 0
  let lastStored = 0
  let lastApplied: number | undefined
  const rate = createRate(mono)

  const oldestMs = (): number => {
    const [oldest] = waiting
    const sinceMs = oldest?.sinceMs ?? unstored.sinceMs()
    return sinceMs === undefined ? 0 : mono() - sinceMs
  }

  return {
    oldestMs,
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
      rate.applied(count, commands)
      if (commands <= fewCommands || oldestMs() <= lateMs) late = undefined
      else late ??= { sinceMs: mono(), commands }
      if (!late || mono() - late.sinceMs < lateForMs) return
      // A queue of which much has gone will end; it is looked at again after as long.
      if (commands > late.commands * endingShare) pressedUntilMs = mono() + pressedForMs
      else late = { sinceMs: mono(), commands }
    },
    busy() {
      const nowMs = mono()
      if (nowMs < pressedUntilMs && oldestMs() > pressedLateMs) {
        pressedUntilMs = nowMs + pressedForMs
        return true
      }
      const most = Math.max(fewCommands, (rate.perSecond() * workMsMax) / 1_000)
      return commands + unstored.commands() > most
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
