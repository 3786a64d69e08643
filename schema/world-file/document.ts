import { z } from 'zod'
import { ownOf } from '../own.ts'
import type { Article, Effect, Skill, Social } from './ability.ts'
import { articleBody, effectBody, skillBody, socialBody } from './ability.ts'
import { arrival } from './arrival.ts'
import { line, plainId, reference, resolveReferences, strict, whole } from './common.ts'
import * as help from './help/document.ts'
import type { ItemPrototype } from './item.ts'
import { itemBody } from './item.ts'
import type { MobilePrototype } from './mobile.ts'
import { mobileBody } from './mobile.ts'
import { problemsOf } from './problem.ts'
import type { Reset } from './reset.ts'
import { reset } from './reset.ts'
import type { Room, Zone } from './room.ts'
import { roomBody, zoneBody } from './room.ts'
import type { Script } from './script.ts'
import { scriptBody } from './script.ts'
import type { Climate, Conflict, Faction, Quest } from './story.ts'
import { climateBody, conflictBody, factionBody, questBody } from './story.ts'

const worldBody = strict(
  {
    name: line,
    start: reference,
    recall: reference.optional(),
    guestStart: reference.optional(),
    respawn: reference.optional(),
    startingItems: z.array(reference).default([]),
    startingGold: whole(0, 1_000_000).default(0),
    beatsPerMinute: whole(1, 10_000).default(8),
    startHour: whole(0, 23).default(8),
    arrival: arrival.optional(),
  },
  help.world,
)

/** The world as a whole: its name, where people begin, and how many heartbeats a minute has. */
export type WorldSettings = z.infer<typeof worldBody>

const fileBody = strict(
  {
    world: worldBody.optional(),
    zone: zoneBody.optional(),
    rooms: z.record(plainId, roomBody).default({}),
    items: z.record(plainId, itemBody).default({}),
    mobiles: z.record(plainId, mobileBody).default({}),
    quests: z.record(plainId, questBody).default({}),
    conflicts: z.record(plainId, conflictBody).default({}),
    scripts: z.record(plainId, scriptBody).default({}),
    resets: z.array(reset).default([]),
    effects: z.record(plainId, effectBody).default({}),
    skills: z.record(plainId, skillBody).default({}),
    socials: z.record(plainId, socialBody).default({}),
    factions: z.record(plainId, factionBody).default({}),
    climates: z.record(plainId, climateBody).default({}),
    articles: z.record(plainId, articleBody).default({}),
  },
  help.file,
)

/** Sections whose entries belong to the zone of their file and carry its name in their ids. */
export const zoneSections = ['rooms', 'items', 'mobiles', 'quests', 'conflicts', 'scripts'] as const
/** Sections whose entries belong to the whole world. */
export const sharedSections = [
  'effects',
  'skills',
  'socials',
  'factions',
  'climates',
  'articles',
] as const

/** Reads the parsed content of one world file; fails with issues whose paths lie in that file. */
export const worldFileSchema = fileBody
  .superRefine((file, ctx) => {
    if (file.zone !== undefined) return
    for (const section of [...zoneSections, 'resets'] as const) {
      if (Object.keys(file[section]).length === 0) continue
      ctx.addIssue({
        code: 'custom',
        path: [section],
        message: `expected a block "zone" in this file, because it defines ${section}`,
      })
    }
  })
  .transform((file) => toDocument(file))

type FileBody = z.infer<typeof fileBody>

/** One file after reading. Records are keyed by complete id and keep the order of the file. */
export type WorldDocument = {
  world?: WorldSettings
  zone?: Zone
  rooms: Record<string, Room>
  items: Record<string, ItemPrototype>
  mobiles: Record<string, MobilePrototype>
  quests: Record<string, Quest>
  conflicts: Record<string, Conflict>
  scripts: Record<string, Script>
  resets: Reset[]
  effects: Record<string, Effect>
  skills: Record<string, Skill>
  socials: Record<string, Social>
  factions: Record<string, Faction>
  climates: Record<string, Climate>
  articles: Record<string, Article>
}

/** All files of a world together. `origins` names the file of `rooms/harbour.quay` and so on. */
export type World = Omit<WorldDocument, 'zone' | 'resets' | 'world'> & {
  settings: WorldSettings | null
  zones: Record<string, Zone>
  resets: Record<string, Reset[]>
  origins: Record<string, string>
}

/** A file's name together with what was read from it. */
export type NamedDocument = { file: string; document: WorldDocument }

function toDocument(file: FileBody): WorldDocument {
  const zone = file.zone?.id ?? ''
  const own = resolveReferences(file, zone)
  return {
    ...(own.world === undefined ? {} : { world: own.world }),
    ...(own.zone === undefined ? {} : { zone: own.zone }),
    rooms: inZone(own.rooms, zone),
    items: inZone(own.items, zone),
    mobiles: inZone(own.mobiles, zone),
    quests: inZone(own.quests, zone),
    conflicts: inZone(own.conflicts, zone),
    scripts: inZone(own.scripts, zone),
    resets: own.resets,
    effects: named(own.effects),
    skills: named(own.skills),
    socials: named(own.socials),
    factions: named(own.factions),
    climates: named(own.climates),
    articles: named(own.articles),
  }
}

function inZone<T>(entries: Record<string, T>, zone: string) {
  return Object.fromEntries(
    Object.entries(entries).map(([local, body]) => {
      const id = `${zone}.${local}`
      return [id, { id, zone, ...body }]
    }),
  )
}

function named<T>(entries: Record<string, T>) {
  return Object.fromEntries(Object.entries(entries).map(([id, body]) => [id, { id, ...body }]))
}

/** A world without anything in it. */
export function emptyWorld(): World {
  return {
    settings: null,
    zones: {},
    rooms: {},
    items: {},
    mobiles: {},
    quests: {},
    conflicts: {},
    scripts: {},
    resets: {},
    effects: {},
    skills: {},
    socials: {},
    factions: {},
    climates: {},
    articles: {},
    origins: {},
  }
}

/**
 * Puts files together into one world. Where two files define the same id the first one stays;
 * `findClashes` reports the other.
 */
export function mergeWorld(files: readonly NamedDocument[]): World {
  const world = emptyWorld()
  for (const { file, document } of files) {
    if (document.world !== undefined && world.settings === null) {
      world.settings = document.world
      world.origins['world/'] = file
    }
    const zone = document.zone
    if (zone !== undefined && ownOf(world.zones, zone.id) === undefined) {
      world.zones[zone.id] = zone
      world.resets[zone.id] = document.resets
      world.origins[`zones/${zone.id}`] = file
    }
    for (const section of [...zoneSections, ...sharedSections]) {
      addEntries(world, section, document[section], file)
    }
  }
  return world
}

type Section = (typeof zoneSections)[number] | (typeof sharedSections)[number]

function addEntries(world: World, section: Section, entries: object, file: string): void {
  const known = world[section] as Record<string, unknown>
  for (const [id, entry] of Object.entries(entries)) {
    if (ownOf(known, id) !== undefined) continue
    known[id] = entry
    world.origins[`${section}/${id}`] = file
  }
}

const bodyOfSection = {
  rooms: roomBody,
  items: itemBody,
  mobiles: mobileBody,
  quests: questBody,
  conflicts: conflictBody,
  scripts: scriptBody,
  effects: effectBody,
  skills: skillBody,
  socials: socialBody,
  factions: factionBody,
  climates: climateBody,
  articles: articleBody,
} as const

type Definition<S extends Section> = WorldDocument[S][string]

/**
 * Validates one definition outside a file, as in-game building makes them: `value` may lack
 * whatever has a default, and `id` is complete (`harbour.quay`, or a plain name for shared ones).
 * Fails with messages of the form `exits.north.to: expected …`.
 */
export function readDefinition<S extends Section>(
  section: S,
  id: string,
  value: object,
):
  | { ok: true; value: Definition<S> }
  | { ok: false; problems: string[]; issues: { field: string; words: string }[] } {
  const { id: _id, zone: _zone, ...body } = value as Record<string, unknown>
  const parsed = bodyOfSection[section].safeParse(body)
  if (!parsed.success) {
    const issues = problemsOf(parsed.error, '').map(({ path, message }) => ({
      field: path.join('.'),
      words: message,
    }))
    return { ok: false, issues, problems: issues.map(({ field, words }) => `${field}: ${words}`) }
  }
  const zone = id.includes('.') ? id.slice(0, id.indexOf('.')) : ''
  const owned = (zoneSections as readonly string[]).includes(section)
  const complete = { id, ...(owned ? { zone } : {}), ...resolveReferences(parsed.data, zone) }
  // TypeScript cannot know that what the schema of a section parsed is a definition of that section.
  return { ok: true, value: complete as unknown as Definition<S> }
}
