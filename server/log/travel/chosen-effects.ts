/** What events of the log did to things and gold, for an admin who wants to reverse some. */
import { type ChosenEvent, effectsOf } from '../../../handlers/reversal/effects.ts'
import { type Plan, planReversal } from '../../../handlers/reversal/plan.ts'
import { type BeingId, FIRST_SHARD } from '../../../schema/ids.ts'
import { applyRow } from '../verify/fold-log.ts'
import type { Reader } from '../verify/read-log.ts'
import { lastTick } from './tick-of-time.ts'
import { foldStage, lookAt, stageBefore } from './world-at.ts'

/** The events at the positions (`<tick>.<ordinal>`), with their effects; positions without one are left out. */
export async function chosenEvents(
  db: Reader,
  positions: readonly string[],
  shard = FIRST_SHARD,
): Promise<ChosenEvent[]> {
  const byStage = new Map<number, Set<string>>()
  for (const position of positions) {
    const stage = await stageBefore(db, shard, tickOf(position) - 1)
    byStage.set(stage, (byStage.get(stage) ?? new Set()).add(position))
  }
  const chosen: ChosenEvent[] = []
  for (const [stage, wanted] of byStage) {
    chosen.push(...(await effectsAfter(db, { shard, stage, wanted })))
  }
  return chosen
}

function tickOf(position: string): number {
  return Number(position.split('.')[0])
}

async function effectsAfter(
  db: Reader,
  { shard, stage, wanted }: { shard: number; stage: number; wanted: ReadonlySet<string> },
): Promise<ChosenEvent[]> {
  const tick = Math.max(...[...wanted].map(tickOf))
  let found: ChosenEvent[] = []
  await foldStage(
    db,
    { shard, stage, tick },
    () => undefined,
    () => {
      // Each pass begins again; only the last one had everything in memory.
      found = []
      return (row, world) => {
        const at = `${row.tick}.${row.ordinal}`
        if (!wanted.has(at)) return
        const effects = effectsOf(world, (layer) => applyRow(layer, row))
        found.push({ at, type: row.type, effects })
      }
    },
  )
  return found
}

export interface ReversalPreview extends Plan {
  readonly chosen: readonly ChosenEvent[]
}

/** What reversing the events would do to the world as it is now; it changes nothing. */
export async function previewReversal(
  db: Reader,
  by: BeingId,
  positions: readonly string[],
  shard = FIRST_SHARD,
): Promise<ReversalPreview> {
  const chosen = await chosenEvents(db, positions, shard)
  const tick = await lastTick(db)
  // The plan does not depend on the moment; only a pile that is laid again notes its tick.
  const plan = await lookAt(db, { shard, tick }, (world) =>
    planReversal(world, { tick, beat: 0, atMs: 0 }, by, chosen),
  )
  const unknown = positions.filter((one) => !chosen.some(({ at }) => at === one))
  const nothing = unknown.map((at) => ({ at, why: 'the log has no event there' }))
  return { ...plan, cannot: [...plan.cannot, ...nothing], chosen }
}
