/** The world as it is built now, for builders to read: what is declared, who names what, what is wrong. */
import { sql } from 'kysely'
import { definitionId } from '../../../schema/definitions.ts'
import {
  type BuilderChange,
  changesId,
  type HistoryLine,
  historyId,
} from '../../../schema/events/building.ts'
import type { CharacterId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import { sectionOf } from '../../../schema/world-file/built.ts'
import type { BuiltKind } from '../../../schema/world-file/built-kinds.ts'
import type { World } from '../../../schema/world-file.ts'
import { declaredWorld } from '../../log/travel/world-files.ts'
import type { Db } from '../../platform/database.ts'

export interface BuiltWorld {
  /** The declared world as the last tick left it. Rejects while the store is away. */
  now(): Promise<World>
  /** Who changed it in the game, the oldest first; short. */
  historyOf(of: BuiltKind, id: string): Promise<readonly HistoryLine[]>
  /** What a builder can take back, the oldest first. */
  changesOf(builder: CharacterId): Promise<readonly Pick<BuilderChange, 'change' | 'summary'>[]>
}

export function createBuiltWorld(db: Db, shard: number): BuiltWorld {
  let kept: { readonly version: string; readonly world: Promise<World> } | undefined

  /** Changes whenever a room or a declaration does, and when one goes. */
  async function version(): Promise<string> {
    const { rows } = await sql<{ version: string }>`
      select count(*) || '.' || coalesce(max(tick), 0) as version from entities
      where shard = ${shard} and kind in ('definition', 'room')`.execute(db)
    return rows[0]?.version ?? ''
  }

  async function record<T>(id: string): Promise<readonly T[]> {
    const row = await db
      .selectFrom('entities')
      .select('body')
      .where('shard', '=', shard)
      .where('id', '=', id)
      .executeTakeFirst()
    return row ? ((JSON.parse(row.body.toString('utf8')) as { data: readonly T[] }).data ?? []) : []
  }

  return {
    async now() {
      const current = await version()
      if (kept?.version !== current) {
        kept = { version: current, world: declaredWorld(db, shard) }
        // What could not be read is read again by whoever asks next.
        kept.world.catch(() => {
          kept = undefined
        })
      }
      return kept.world
    },
    historyOf: (of, id) =>
      record<HistoryLine>(historyId(of === 'room' ? id : definitionId(of, id))),
    async changesOf(builder) {
      const changes = await record<BuilderChange>(changesId(builder))
      return changes.map(({ change, summary }) => ({ change, summary }))
    },
  }
}

type Value = Readonly<Record<string, unknown>>

/** Everything of one kind, by id. */
export function entriesOf(world: World, of: BuiltKind): Readonly<Record<string, Value>> {
  if (of === 'zone') return world.zones
  if (of !== 'resets') return world[sectionOf[of]]
  const programs = Object.entries(world.resets).map(([id, program]) => [id, { program }])
  return Object.fromEntries(programs)
}

/** One thing without what its id says, as a form shows it; undefined when there is none. */
export function entryOf(world: World, of: BuiltKind, id: string): Value | undefined {
  const found = ownOf(entriesOf(world, of), id)
  if (!found) return undefined
  const { id: _id, zone: _zone, ...value } = found
  return value
}
