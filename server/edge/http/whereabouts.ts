/** Small indexed reads for the feeds: who is in a room, who plays by a session, when a command was applied. */
import { LRUCache } from 'lru-cache'
import type { CharacterId, RoomId, SessionId } from '../../../schema/ids.ts'
import type { Db } from '../../platform/database.ts'

export interface Whereabouts {
  /** Ids of the characters in a room. */
  peopleIn(room: RoomId): Promise<ReadonlySet<string>>
  /** The room of a character; undefined while it is not in the world. */
  roomOf(character: CharacterId): Promise<string | undefined>
  /** The characters that play by these sessions; a request over HTTP is a session of one command. */
  ownersOf(sessions: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** The tick in which a command was applied; undefined before that. */
  tickOf(session: SessionId, n: number): Promise<number | undefined>
  /** Up to which position of which command stream commands are applied. */
  checkpoint(): Promise<{ readonly commandSeq: number; readonly streamTag: string }>
}

const ownersMax = 20_000

export function createWhereabouts(db: Db, shard: number): Whereabouts {
  // A session never changes hands, so what is known stays true.
  const owners = new LRUCache<string, string>({ max: ownersMax })
  return {
    async peopleIn(room) {
      const rows = await db
        .selectFrom('entities')
        .select('id')
        .where('shard', '=', shard)
        .where('place', '=', room)
        .where('kind', '=', 'character')
        .execute()
      return new Set(rows.map((row) => row.id))
    },
    async roomOf(character) {
      const row = await db
        .selectFrom('entities')
        .select('place')
        .where('shard', '=', shard)
        .where('id', '=', character)
        .executeTakeFirst()
      return row?.place || undefined
    },
    async ownersOf(sessions) {
      const unknown = [...new Set(sessions)].filter((session) => !owners.has(session))
      if (unknown.length > 0) {
        const rows = await db
          .selectFrom('sessions')
          .select(['id', 'character as owner'])
          .where('id', 'in', unknown)
          .unionAll(
            db
              .selectFrom('commands')
              .select(['session as id', 'actor as owner'])
              .where('session', 'in', unknown)
              .where('n', '=', 1),
          )
          .execute()
        for (const row of rows) if (row.owner) owners.set(row.id, row.owner)
      }
      const found = new Map<string, string>()
      for (const session of sessions) {
        const owner = owners.get(session)
        if (owner !== undefined) found.set(session, owner)
      }
      return found
    },
    async tickOf(session, n) {
      const row = await db
        .selectFrom('commands')
        .select('tick')
        .where('session', '=', session)
        .where('n', '=', n)
        .executeTakeFirst()
      return row && Number(row.tick)
    },
    checkpoint: () => checkpointOf(db, shard),
  }
}

async function checkpointOf(db: Db, shard: number) {
  const row = await db
    .selectFrom('shards')
    .select(['cmd_seq', 'stream_tag'])
    .where('shard', '=', shard)
    .executeTakeFirst()
  return { commandSeq: Number(row?.cmd_seq ?? 0), streamTag: row?.stream_tag ?? '' }
}
