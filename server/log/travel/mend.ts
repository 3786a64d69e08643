/** Makes broken rows of the table of entities again from the log, while the game runs. */
import type { Entity } from '../../../schema/entities.ts'
import type { EntityId } from '../../../schema/ids.ts'
import type { BrokenRow, Mend } from '../../core/store/sound-rows.ts'
import { type Db, openDatabase } from '../../platform/database.ts'
import { passesByItself } from '../../platform/errors.ts'
import { atOneMoment, lastTickOf } from '../parts/parts.ts'
import { lookAt } from './world-at.ts'

/** What became of a broken row: it is as the log says, the log knows no such thing, or the log is broken, too. */
export type Mended = 'mended' | 'removed' | 'set-aside'

export interface MenderParts {
  readonly databaseUrl: string
  /** Told of every broken row. */
  readonly onBroken: (row: BrokenRow, outcome: Mended, error?: unknown) => void
}

/** A mender with a connection of its own, which it opens when a row is broken and not before. */
export function openMender({ databaseUrl, onBroken }: MenderParts): {
  readonly mend: Mend
  close(): Promise<void>
} {
  const db = openDatabase(databaseUrl, 'mudstream-mender', 1)
  const tell = (
    rows: readonly BrokenRow[],
    outcome: (row: BrokenRow) => Mended,
    error?: unknown,
  ) => {
    for (const row of rows) onBroken(row, outcome(row), error)
  }
  return {
    async mend(shard, broken) {
      try {
        const found = await fromLog(
          db,
          shard,
          broken.map(({ id }) => id),
        )
        tell(broken, ({ id }) => (found.get(id) ? 'mended' : 'removed'))
        return found
      } catch (error) {
        // A database that is away says nothing about the row: the tick asks again.
        if (passesByItself(error)) throw error
        tell(broken, () => 'set-aside', error)
        return new Map()
      }
    },
    close: () => db.destroy(),
  }
}

/** The entities as the log says they are at the shard's checkpoint: one moment of the database. */
async function fromLog(
  db: Db,
  shard: number,
  ids: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, Entity | null>> {
  return await atOneMoment(db, async (moment) => {
    const tick = await lastTickOf(moment, shard)
    return await lookAt(moment, { shard, tick }, (world) => {
      return new Map(ids.map((id) => [id, world.get(id) ?? null]))
    })
  })
}
