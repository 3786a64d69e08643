/** `--tick N` or `--time …` of subcommands that look at the past. */

import { lastTick, tickAtTime } from '../../log/travel/tick-of-time.ts'
import type { Db } from '../../platform/database.ts'

export interface MomentOptions {
  readonly tick?: string
  readonly time?: string
}

/** The tick that is meant; the newest when neither is given. Throws with what is allowed. */
export async function momentOf(db: Db, options: MomentOptions): Promise<number> {
  const newest = await lastTick(db)
  if (options.tick !== undefined) {
    const tick = Number(options.tick)
    if (!Number.isSafeInteger(tick) || tick < 0 || tick > newest) {
      throw new Error(`--tick ${options.tick}: use a whole number from 0 to ${newest}`)
    }
    return tick
  }
  if (options.time === undefined) return newest
  const atMs = Date.parse(options.time)
  if (Number.isNaN(atMs)) {
    throw new Error(`--time ${options.time}: use a time such as 2026-03-01T18:30:00Z`)
  }
  return await tickAtTime(db, atMs)
}

/** A tick's wall time as people write it, to the second. */
export function timeText(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z')
}
