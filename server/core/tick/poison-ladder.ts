/**
 * A tick over commands of which one may be poison (RELIABILITY trap 9): its data is refused by the
 * database, or it ends whatever process takes it up. Each leader that broke over the same position
 * takes a smaller bite: a batch, one message, one command, and at last the command is failed unasked.
 */
import { PoisonFlush } from '../store/tick-store.ts'
import type { Batch } from './inbox.ts'
import type { Leadership } from './leadership.ts'
import { runTick, type TickInput, type TickParts, type TickReport } from './tick.ts'

/**
 * How carefully commands are taken up: in batches; one message at a time; one command at a time; or
 * one command at a time, of which the first that has no outcome yet is failed without being asked.
 */
export type Care = 'batch' | 'message' | 'command' | 'fail-first'

/** The care to take after as many leaders in a row that broke over the same position. */
export function careAfter(attempts: number): Care {
  if (attempts >= 4) return 'fail-first'
  if (attempts === 3) return 'command'
  return attempts === 2 ? 'message' : 'batch'
}

export interface LadderParts extends TickParts {
  /** The database has refused the data of a batch. */
  readonly onPoison: (error: unknown) => void
}

/** A tick to be run: what it is over, and when it is. */
export interface Round {
  readonly lead: Leadership
  readonly batch: Batch
  readonly moment: Pick<TickInput, 'beats' | 'nowMs' | 'linkReviews'>
  readonly parts: LadderParts
}

/** Runs a tick over a batch. Data that the database refuses is singled out and recorded as failed. */
export function tickWithCare(round: Round, care: Care): Promise<TickReport> {
  const bySingleCommand = care === 'command' || care === 'fail-first'
  if (bySingleCommand && round.batch.arrived.length > 0) return tickByCommand(round, care)
  return tickAtOnce(round)
}

async function tickAtOnce(round: Round): Promise<TickReport> {
  const { lead, batch, moment, parts } = round
  const input = { ...moment, arrived: batch.arrived, commandSeq: batch.lastSeq }
  try {
    return await runTick(lead, input, parts)
  } catch (error) {
    if (!(error instanceof PoisonFlush)) throw error
    parts.onPoison(error)
    return await singleOut(round)
  }
}

/**
 * Takes the commands one by one, each with a flush of its own, so that the ledger tells the next
 * leader which of them this one broke over.
 */
async function tickByCommand(
  { lead, batch, moment, parts }: Round,
  care: 'command' | 'fail-first',
): Promise<TickReport> {
  let report = await runTick(lead, { ...moment, arrived: [], commandSeq: 0 }, parts)
  let poison = care === 'fail-first'
  for (const [index, one] of batch.arrived.entries()) {
    if (report.outcome === 'fenced') return report
    // Only the last one may move the checkpoint: what comes after it was not taken up.
    const commandSeq = index === batch.arrived.length - 1 ? batch.lastSeq : 0
    const input = { ...moment, beats: 0, linkReviews: [], arrived: [one], commandSeq, poison }
    report = await runTick(lead, input, parts).catch((error: unknown) => {
      if (!(error instanceof PoisonFlush)) throw error
      return runTick(lead, { ...input, poison: true }, parts)
    })
    if (report.commands > 0) poison = false
  }
  return report
}

/** Runs the batch in halves down to the one command whose data is refused, and records that as failed. */
async function singleOut({ lead, batch, moment, parts }: Round): Promise<TickReport> {
  const base = { beats: 0, nowMs: moment.nowMs, linkReviews: [] }
  let report: TickReport | undefined
  const run = async (from: number, to: number): Promise<boolean> => {
    const last = to >= batch.arrived.length
    const arrived = batch.arrived.slice(from, to)
    // Only the last part may move the checkpoint: a crash in between re-reads the whole message,
    // and the numbers in the ledger drop what has been applied.
    const input = { ...base, arrived, commandSeq: last ? batch.lastSeq : 0 }
    try {
      report = await runTick(lead, input, parts)
    } catch (error) {
      if (!(error instanceof PoisonFlush)) throw error
      if (to - from <= 1) report = await runTick(lead, { ...input, poison: true }, parts)
      else {
        const middle = from + Math.floor((to - from) / 2)
        return (await run(from, middle)) && (await run(middle, to))
      }
    }
    return report.outcome !== 'fenced'
  }
  await run(0, batch.arrived.length)
  if (!report) throw new Error('a heartbeat without commands was refused by the database')
  return report
}
