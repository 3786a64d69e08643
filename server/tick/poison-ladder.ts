/** A tick over commands that may hold what the database refuses (RELIABILITY, trap 9). */
import { PoisonFlush } from '../store/tick-store.ts'
import type { Batch } from './inbox.ts'
import type { Leadership } from './leadership.ts'
import { runTick, type TickInput, type TickParts, type TickReport } from './tick.ts'

/** A tick, and the poison ladder beneath it: data the database refuses is singled out by halving. */
export async function tickOnce(
  lead: Leadership,
  batch: Batch,
  moment: Pick<TickInput, 'beats' | 'nowMs' | 'linkReviews' | 'poison'>,
  parts: TickParts,
  onPoison: (error: unknown) => void,
): Promise<TickReport> {
  const input = { ...moment, arrived: batch.arrived, commandSeq: batch.lastSeq }
  try {
    return await runTick(lead, input, parts)
  } catch (error) {
    if (!(error instanceof PoisonFlush)) throw error
    onPoison(error)
    return await singleOut(lead, batch, parts, moment.nowMs)
  }
}

/** Runs the batch in halves down to the one command whose data is refused, and records that as failed. */
async function singleOut(
  lead: Leadership,
  batch: Batch,
  parts: TickParts,
  nowMs: number,
): Promise<TickReport> {
  const base = { beats: 0, nowMs, linkReviews: [] }
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
