/** The world of the log as world files again, and the difference between the two. */

import { sql } from 'kysely'
import { canonical } from '../../../schema/canonical.ts'
import type { Direction } from '../../../schema/directions.ts'
import type { Room } from '../../../schema/entities.ts'
import { FIRST_SHARD, type ZoneId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import { emptyWorld, type World, type WorldDocument } from '../../../schema/world-file.ts'
import { toWorldFile } from '../../world/import/write-zones.ts'
import { type FieldDifference, fieldDifferences } from '../verify/compare.ts'
import type { Reader } from '../verify/read-log.ts'

/** Sections of a world by the kind of definition that the game keeps them as. */
const sections = {
  zone: 'zones',
  item: 'items',
  mobile: 'mobiles',
  quest: 'quests',
  conflict: 'conflicts',
  script: 'scripts',
  effect: 'effects',
  skill: 'skills',
  social: 'socials',
  faction: 'factions',
  climate: 'climates',
  article: 'articles',
} as const

type Kind = keyof typeof sections

/** The declared world as the database has it now, with what builders have changed since the files. */
export async function declaredWorld(db: Reader, shard = FIRST_SHARD): Promise<World> {
  const { rows } = await sql<{ body: string }>`
    select convert_from(body, 'UTF8') as body from entities
    where shard = ${shard} and kind in ('definition', 'room') order by kind, id`.execute(db)
  const world = emptyWorld()
  const sources = new Map<string, object>()
  for (const { body } of rows) {
    const entity = JSON.parse(body) as Declared
    if (entity.kind === 'room') {
      world.rooms[entity.id] = declaredRoom(entity, sources.get(entity.id))
      continue
    }
    const { of, key, data } = entity
    if (of in sections) Object.assign(world[sections[of as Kind]], { [key]: data })
    else if (of === 'room-source') sources.set(key, data)
    else if (of === 'resets') {
      world.resets[key] = (data as { program: World['resets'][string] }).program
    } else if (of === 'world') {
      const { digest: _digest, ...settings } = data as { digest?: string }
      world.settings = settings as World['settings']
    }
  }
  return world
}

type Declared =
  | ({ readonly kind: 'room' } & Room)
  | {
      readonly kind: 'definition'
      readonly of: string
      readonly key: string
      readonly data: object
    }

type DeclaredRoom = World['rooms'][string]

/**
 * A room as files and builders have built it. Only the state of a door comes from the files, where they
 * declare the door, because a door that somebody left open was not declared open.
 */
function declaredRoom(room: Room, source: object | undefined): DeclaredRoom {
  const { kind: _kind, place: _place, ...body } = room
  const known = (source as Pick<Room, 'exits'> | undefined)?.exits ?? {}
  const exits = Object.entries(room.exits).map(([way, exit]) => {
    const state = known[way as Direction]?.door?.state
    return [way, exit.door && state ? { ...exit, door: { ...exit.door, state } } : exit]
  })
  return { ...body, exits: Object.fromEntries(exits) } as DeclaredRoom
}

/** The files of a world: one for each zone, and one for what belongs to all of them. */
export function worldFiles(world: World): { file: string; text: string }[] {
  const shared: WorldDocument = {
    ...emptyDocument(),
    ...(world.settings === null ? {} : { world: world.settings }),
    effects: world.effects,
    skills: world.skills,
    socials: world.socials,
    factions: world.factions,
    climates: world.climates,
    articles: world.articles,
  }
  const zones = Object.values(world.zones).map((zone) => ({
    file: `${zone.id}.yaml`,
    text: toWorldFile({
      ...emptyDocument(),
      zone,
      rooms: ofZone(world.rooms, zone.id),
      items: ofZone(world.items, zone.id),
      mobiles: ofZone(world.mobiles, zone.id),
      quests: ofZone(world.quests, zone.id),
      conflicts: ofZone(world.conflicts, zone.id),
      scripts: ofZone(world.scripts, zone.id),
      resets: ownOf(world.resets, zone.id) ?? [],
    }),
  }))
  return [{ file: 'world.yaml', text: toWorldFile(shared) }, ...zones]
}

function emptyDocument(): WorldDocument {
  const { settings: _settings, zones: _zones, origins: _origins, ...records } = emptyWorld()
  return { ...records, resets: [] }
}

function ofZone<T>(entries: Record<string, T>, zone: ZoneId): Record<string, T> {
  return Object.fromEntries(
    Object.entries(entries).filter(([id]) => id.slice(0, id.indexOf('.')) === zone),
  )
}

/** A definition that differs between two worlds. */
export interface WorldDifference {
  /** `rooms/harbour.quay` */
  readonly what: string
  readonly kind: 'only-files' | 'only-database' | 'changed'
  readonly fields: readonly FieldDifference[]
}

/** Every section that declares something, in the order of names; `origins` only tells files apart. */
const comparedSections: readonly Exclude<keyof World, 'origins'>[] = [
  ...Object.values(sections),
  'resets' as const,
  'rooms' as const,
  'settings' as const,
].sort()

/** Where files and database differ, in the order of names. */
export function worldDifferences(files: World, database: World): WorldDifference[] {
  const found: WorldDifference[] = []
  for (const section of comparedSections) {
    const one = entriesOf(files, section)
    const other = entriesOf(database, section)
    for (const id of [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()) {
      const what = `${section}/${id}`
      if (ownOf(other, id) === undefined) found.push({ what, kind: 'only-files', fields: [] })
      else if (ownOf(one, id) === undefined) found.push({ what, kind: 'only-database', fields: [] })
      else if (canonical(ownOf(one, id)) !== canonical(ownOf(other, id))) {
        found.push({
          what,
          kind: 'changed',
          fields: fieldDifferences(ownOf(one, id), ownOf(other, id)),
        })
      }
    }
  }
  return found
}

function entriesOf(world: World, section: keyof World): Readonly<Record<string, unknown>> {
  return section === 'settings' ? { world: world.settings ?? undefined } : { ...world[section] }
}
