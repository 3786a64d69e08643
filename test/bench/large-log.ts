/**
 * A log of any length for measurements: people who walk, talk, drop and pick things up in a ring
 * of rooms. Every event follows from its number alone, so the database makes millions of them by
 * itself in a minute or two, and the log can be folded like any other.
 */
import { sql } from 'kysely'
import { canonical } from '../../schema/canonical.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { eventType } from '../../schema/events/index.ts'
import { itemLoaded } from '../../schema/events/items.ts'
import { characterCreated, characterEntered } from '../../schema/events/presence.ts'
import { roomBuilt, worldLoaded } from '../../schema/events/world.ts'
import { foldLog } from '../../server/log/verify/fold-log.ts'
import { rowsOf } from '../../server/log/verify/pairs.ts'
import { upsertEntities } from '../../server/log/verify/rebuild.ts'
import type { Db } from '../../server/platform/database.ts'

export interface LargeLog {
  /** Events besides the few thousand that make the world. */
  readonly events: number
  readonly characters?: number
  readonly rooms?: number
  readonly eventsPerTick?: number
  /** Also fills the tables of the present from the log (default true). */
  readonly withEntities?: boolean
}

export interface MadeLog {
  readonly events: number
  readonly lastTick: number
  readonly someRoom: string
  readonly someCharacter: string
  readonly someItem: string
}

const chunk = 500_000

/** Fills an empty, migrated database. Progress is told as the number of events written so far. */
export async function makeLargeLog(
  db: Db,
  log: LargeLog,
  onProgress: (events: number) => void = () => undefined,
): Promise<MadeLog> {
  const { characters = 1_000, rooms = 500, eventsPerTick = 50 } = log
  const opening = openingEvents(characters, rooms)
  const lastTick = 1 + Math.ceil(log.events / eventsPerTick)
  await sql`select make_event_parts(${lastTick}::bigint, 4000000)`.execute(db)
  await insertTick(db, opening)
  for (let from = 0; from < log.events; from += chunk) {
    const to = Math.min(from + chunk, log.events)
    await insertTurns(db, { from, to, characters, rooms, eventsPerTick })
    onProgress(to)
  }
  await sql`
    insert into shards (shard, epoch, tick, beat, at_ms) values (1, 1, ${lastTick}, ${lastTick}, ${1_700_000_000_000 + lastTick * 50})`.execute(
    db,
  )
  await sql`analyze events`.execute(db)
  if (log.withEntities !== false) {
    const { world } = await foldLog(db, { shard: 1, upToTick: lastTick })
    await upsertEntities(db, 1, rowsOf(world), lastTick)
  }
  return {
    events: opening.length + log.events,
    lastTick,
    someRoom: 'ring.r7',
    someCharacter: 'c7',
    someItem: 'i7',
  }
}

function openingEvents(characters: number, rooms: number): NewEvent[] {
  const events: NewEvent[] = [worldLoaded({ name: 'ring', start: 'ring.r0', digest: 'ring' })]
  for (let r = 0; r < rooms; r += 1) {
    const data = {
      title: `Arch ${r}`,
      description: `The ${r}th arch of a ring of stone; the next is in sight.`,
      exits: { north: { to: `ring.r${(r + 1) % rooms}` } },
      flags: [],
      details: {},
    }
    events.push(roomBuilt({ room: `ring.r${r}`, zone: 'ring', data }))
  }
  for (let k = 0; k < characters; k += 1) {
    const character = `c${k}`
    const room = `ring.r${k % rooms}`
    events.push(
      characterCreated({ character, name: `Walker${k}`, role: 'player', home: 'ring.r0' }),
      characterEntered({ character, room }),
      itemLoaded({ item: `i${k}`, proto: 'ring.pebble', place: character, reason: 'bench' }),
    )
  }
  return events
}

async function insertTick(db: Db, events: readonly NewEvent[]): Promise<void> {
  const subjects = events.map((event) => eventType(event.type).subject(event.data))
  await sql`
    insert into events (shard, tick, ordinal, type, version, subject, actor, cause, beat, at_ms, body)
    select 1, 1, e.ordinal, e.type, 1, e.subject, '', 'opening', 1, 1700000000000, convert_to(e.body, 'UTF8')
    from unnest(${events.map((event) => event.type)}::text[], ${subjects}::text[],
                ${events.map((event) => canonical(event.data))}::text[])
      with ordinality as e(type, subject, body, ordinal)`.execute(db)
}

interface Turns {
  readonly from: number
  readonly to: number
  readonly characters: number
  readonly rooms: number
  readonly eventsPerTick: number
}

/**
 * Event i is turn j = i / characters of person k = i % characters. Even turns walk one room on, so
 * after j turns the person stands in room k + (j + 1) / 2; turn 5 of ten drops the pebble, turn 7
 * picks it up where it fell, the other odd turns talk.
 */
async function insertTurns(db: Db, turns: Turns): Promise<void> {
  const { from, to, characters, rooms, eventsPerTick } = turns
  await sql`
    insert into events (shard, tick, ordinal, type, version, subject, actor, cause, beat, at_ms, body, changed)
    select 1, 2 + i / ${eventsPerTick}, 1 + i % ${eventsPerTick},
      case when j % 2 = 0 then 'character-moved' when j % 10 = 5 then 'item-dropped'
           when j % 10 = 7 then 'item-taken' else 'speech-uttered' end,
      1,
      case when j % 10 in (5, 7) then 'i' || k else 'c' || k end,
      'c' || k, 'bench' || k || '-' || j, 2 + i / ${eventsPerTick},
      1700000000000 + (2 + i / ${eventsPerTick}) * 50,
      convert_to(case
        when j % 2 = 0 then
          format('{"actor":"c%s","direction":"north","from":"ring.r%s","to":"ring.r%s"}', k, (k + j / 2) % ${rooms}, (k + j / 2 + 1) % ${rooms})
        when j % 10 = 5 then
          format('{"actor":"c%s","item":"i%s","room":"ring.r%s"}', k, k, (k + (j + 1) / 2) % ${rooms})
        when j % 10 = 7 then
          format('{"actor":"c%s","from":"ring.r%s","item":"i%s","room":"ring.r%s"}', k, (k + (j - 1) / 2) % ${rooms}, k, (k + (j - 1) / 2) % ${rooms})
        else
          format('{"actor":"c%s","how":"say","room":"ring.r%s","words":"This is turn %s of my long walk."}', k, (k + (j + 1) / 2) % ${rooms}, j)
      end, 'UTF8'),
      case when j % 2 = 1 and j % 10 not in (5, 7) then '' end
    from (select i, i % ${characters} as k, i / ${characters} as j
          from generate_series(${from}::bigint, ${to - 1}::bigint) as i) turn`.execute(db)
}
