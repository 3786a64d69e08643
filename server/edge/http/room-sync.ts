/** `GET /v1/rooms/{room}/sync`: the caller's view of a room, read from the store, changing nothing. */
import { sql } from 'kysely'
import { type Prepared, preparedIn } from '../../../handlers/prepared.ts'
import { roomView } from '../../../handlers/scene.ts'
import type { RoomView } from '../../../schema/answers/room.ts'
import type { Definition, Entity } from '../../../schema/entities.ts'
import { DEFINITIONS_PLACE, type RoomId } from '../../../schema/ids.ts'
import { mayUse } from '../../../schema/roles.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import type { Db } from '../../platform/database.ts'
import type { Account } from '../accounts/accounts.ts'
import { Problem } from './problems.ts'

export interface RoomSync {
  /** The room for somebody who is in it (or an admin). */
  view(room: RoomId, account: Account): Promise<SyncedRoom | 'not-found' | 'not-there'>
}

export interface SyncedRoom extends Prepared {
  readonly state: RoomView
}

/** How long prototypes are kept in memory; a builder's edit is seen after that at the latest. */
const definitionsMs = 5_000

export function createRoomSync(db: Db, shard: number, mono: () => number): RoomSync {
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
      if (rows.length === 0) return 'not-found'
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
      if (!present && !mayUse(account.role, 'admin')) return 'not-there'
      const entity = world.get(room)
      if (entity?.kind !== 'room') return 'not-found'
      return {
        state: roomView(world, entity, account.character),
        ...preparedIn(world, entity, beat),
      }
    },
  }
}

/** The room, or the refusal as it is told over HTTP. */
export function requireRoom(view: Awaited<ReturnType<RoomSync['view']>>): SyncedRoom {
  if (view === 'not-found') throw new Problem(404, view, 'No such room.')
  if (view === 'not-there') throw new Problem(403, view, 'You are not there.')
  return view
}
