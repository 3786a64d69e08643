/**
 * The memory store behind a bad line. A statement runs whole at some moment or never; its answer may
 * be lost; and it may run after its caller has given up, as a statement does that was under way in
 * the server when its client went away.
 */
import type { MemoryDatabase, MemoryTickStore } from '../../server/core/store/memory-tick-store.ts'
import type { FlushResult, TickStore } from '../../server/core/store/tick-store.ts'
import { PoisonFlush } from '../../server/core/store/tick-store.ts'
import { UnknownOutcome } from '../../server/platform/errors.ts'
import type { SimDice } from './dice.ts'
import type { SimProcess } from './process.ts'
import type { FaultRates } from './rates.ts'
import type { Scheduler } from './scheduler.ts'
import type { Tally } from './tally.ts'

export interface SimStoreParts {
  readonly process: SimProcess
  readonly database: MemoryDatabase
  readonly scheduler: Scheduler
  readonly dice: SimDice
  readonly rates: () => FaultRates
  readonly tally: Tally
}

type Fate = 'fine' | 'reply lost' | 'late' | 'failed'

/** How long a caller waits before it gives up; the product's own is 10 s, scaled to these runs. */
const giveUpMs = 1_500

/** A process's store. `end` closes its connection, as the kernel does for a process that died. */
export function simStore(parts: SimStoreParts): TickStore & { end(): void } {
  const { process, database, scheduler, dice, tally } = parts
  let connection = database.connect()

  function drop(lost: MemoryTickStore): void {
    if (connection === lost) connection = database.connect()
  }

  /** One statement over the line. `noteLate` learns what a statement did that nobody waited for. */
  function statement<T>(
    name: string,
    run: (on: MemoryTickStore) => Promise<T>,
    noteUnknown: (fate: Fate, result: T | undefined) => void = () => undefined,
  ): Promise<T> {
    const on = connection
    const fate = drawFate(dice, parts.rates())
    const goMs = travelMs(dice, parts.rates())
    if (fate !== 'fine') scheduler.note(`${process.name} ${name}: ${fate}`)
    return new Promise((resolve, reject) => {
      const answer = process.deliver((act: () => void) => act())
      const giveUp = () =>
        answer(() => {
          drop(on)
          reject(new Error(`${name}: no answer`))
        })
      if (fate === 'failed') {
        scheduler.after(goMs, () => {
          void on.close()
          noteUnknown(fate, undefined)
          giveUp()
        })
        return
      }
      const patienceMs = dice.between(1, giveUpMs)
      // Right behind the caller's back half of the time: then it may still beat what comes next.
      const behindMs = dice.between(0, 1) === 0 ? dice.between(0, 6) : dice.between(1, 4_000)
      const startMs = fate === 'late' ? patienceMs + behindMs : goMs
      if (fate === 'late') scheduler.after(patienceMs, giveUp)
      scheduler.after(startMs, () => {
        run(on).then(
          (result) => {
            if (fate === 'fine')
              scheduler.after(dice.between(1, 5), () => answer(() => resolve(result)))
            else {
              noteUnknown(fate, result)
              void on.close()
              if (fate === 'reply lost') scheduler.after(dice.between(1, giveUpMs), giveUp)
            }
          },
          (error: unknown) => scheduler.after(1, () => answer(() => reject(error as Error))),
        )
      })
    })
  }

  return {
    acquire: (...args) => statement('acquire', (on) => on.acquire(...args)),
    beginTimeline: (...args) => statement('timeline', (on) => on.beginTimeline(...args)),
    renew: (...args) => statement('renew', (on) => on.renew(...args)),
    prolong: (...args) => statement('prolong', (on) => on.prolong(...args)),
    adoptStream: (...args) => statement('adopt', (on) => on.adoptStream(...args)),
    release: (...args) => statement('release', (on) => on.release(...args)),
    settle: (...args) => statement('settle', (on) => on.settle(...args)),
    loadTrees: (...args) => statement('trees', (on) => on.loadTrees(...args)),
    loadAlone: (...args) => statement('alone', (on) => on.loadAlone(...args)),
    startIds: (...args) => statement('start', (on) => on.startIds(...args)),
    lastNumbers: (...args) => statement('numbers', (on) => on.lastNumbers(...args)),
    outcome: (...args) => statement('outcome', (on) => on.outcome(...args)),
    eventsAfter: (...args) => statement('events', (on) => on.eventsAfter(...args)),
    jobsAfter: (...args) => statement('jobs', (on) => on.jobsAfter(...args)),
    async flush(flush) {
      const { shard, epoch, tick } = flush
      try {
        const result = await statement(
          `flush ${tick}@${epoch}`,
          async (on) => {
            const written = await on.flush(flush)
            const { shard: row } = database.tables(shard)
            scheduler.note(`${process.name} flush ${tick}@${epoch}: ${written} (at ${row.tick})`)
            return written
          },
          (fate, written) => noteUnknownFlush(tally, fate, written),
        )
        if (result === 'fenced') tally.count('fenced commit')
        return result
      } catch (error) {
        if (error instanceof PoisonFlush) throw error
        throw new UnknownOutcome('flush: no answer', { cause: error })
      }
    },
    end() {
      void connection.close()
    },
  }
}

function noteUnknownFlush(tally: Tally, fate: Fate, written: FlushResult | undefined): void {
  if (fate === 'failed') tally.count('unknown commit: not executed')
  if (fate === 'reply lost') tally.count('unknown commit: executed')
  if (fate !== 'late') return
  if (written === 'committed') tally.count('unknown commit: executed late')
  else tally.count('late commit fenced')
}

function drawFate(dice: SimDice, rates: FaultRates): Fate {
  if (dice.chance(rates.replyLost)) return 'reply lost'
  if (dice.chance(rates.late)) return 'late'
  if (dice.chance(rates.failed)) return 'failed'
  return 'fine'
}

function travelMs(dice: SimDice, rates: FaultRates): number {
  return dice.chance(rates.slow) ? dice.between(50, 1_200) : dice.between(1, 8)
}
