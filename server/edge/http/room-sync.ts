/** `GET /v1/rooms/{room}/sync`: the caller's view of a room, read from the store, changing nothing. */
import { sql } from 'kysely'
import { preparedIn } from '../../../handlers/prepared.ts'
import { roomView } from '../../../handlers/scene.ts'
import type { Definition, Entity } from '../../../schema/entities.ts'
import { DEFINITIONS_PLACE } from '../../../schema/ids.ts'
import { mayUse } from '../../../schema/roles.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import type { Db } from '../../platform/database.ts'
import type { Account } from '../accounts/accounts.ts'

export interface RoomSync {
  /** The room for somebody who is in it (or an admin); null when there is none. */
  view(room: string, account: Account): Promise<object | 'forbidden' | null>
}

/** How long prototypes are taken from memory; a builder's edit shows after that at the latest. */
const definitionsMs = 5_000

export function roomSync(db: Db, shard: number, mono: () => number): RoomSync {
  let definitions: Definition[] = []
  let readAt = Number.NEGATIVE_INFINITY

  async function currentDefinitions(): Promise<readonly Definition[]> {
    if (mono() - readAt < definitionsMs) return definitions
    const rows = await db
      .selectFrom('entities')
      .select('body')
      .where('shard', '=', shard)
      .where('place', '=', DEFINITIONS_PLACE)
      .where('id', 'like', 'def:item:%')
      .unionAll(
        db
          .selectFrom('entities')
          .select('body')
          .where('shard', '=', shard)
          .where('id', 'like', 'def:mobile:%'),
      )
      .execute()
    definitions = rows.map((row) => JSON.parse(row.body.toString('utf8')) as Definition)
    readAt = mono()
    return definitions
  }

  return {
    async view(room, account) {
      const { rows } = await sql<{ body: Buffer }>`
        with recursive tree as (
          select id, body, 0 as depth from entities where shard = ${shard} and id = ${room} and kind = 'room'
          union all
          select e.id, e.body, t.depth + 1 from tree t
          join entities e on e.shard = ${shard} and e.place = t.id and e.place <> '' where t.depth < 8
        ) select body from tree order by depth`.execute(db)
      if (rows.length === 0) return null
      const shards = await db
        .selectFrom('shards')
        .select('beat')
        .where('shard', '=', shard)
        .execute()
      const beat = Number(shards[0]?.beat ?? 0)
      const world = new WorldMap()
      for (const definition of await currentDefinitions()) world.load(definition)
      for (const row of rows) world.load(JSON.parse(row.body.toString('utf8')) as Entity)
      const present = world.get(account.character)?.place === room
      if (!present && !mayUse(account.role, 'admin')) return 'forbidden'
      const entity = world.get(room)
      if (entity?.kind !== 'room') return null
      return {
        state: roomView(world, entity, account.character),
        ...preparedIn(world, entity, beat),
      }
    },
  }
}
