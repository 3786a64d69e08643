import { z } from 'zod'
import {
  direction,
  doorState,
  fullDirection,
  importedFrom,
  keywords,
  line,
  lines,
  plainId,
  prose,
  reference,
  strict,
  whole,
} from './common.ts'
import * as help from './help/room.ts'

export const roomFlags = [
  'dark',
  'indoors',
  'safe',
  'no-magic',
  'no-mobiles',
  'no-teleport',
  'no-track',
  'private',
  'water',
  'underwater',
  'quiet',
  'bank',
  'inn',
  'shop',
  'temple',
  'deadly',
  'pvp',
] as const

export const terrains = [
  'inside',
  'city',
  'road',
  'field',
  'forest',
  'hills',
  'mountain',
  'beach',
  'swamp',
  'shallows',
  'water',
  'underwater',
  'cave',
  'ruin',
  'desert',
  'air',
] as const

/** When a room shows one of its ambience lines: times of day, weathers, or `any`. */
export const ambienceTimes = [
  'any',
  'dawn',
  'day',
  'dusk',
  'night',
  'clear',
  'cloud',
  'fog',
  'rain',
  'storm',
  'snow',
] as const

const door = strict(
  {
    name: line,
    keywords: keywords.default([]),
    state: doorState.default('closed'),
    key: reference.optional(),
    pickproof: z.boolean().default(false),
  },
  help.door,
).transform((found) => ({
  ...found,
  keywords: found.keywords.length > 0 ? found.keywords : wordsOf(found.name),
}))

/** An exit. A bare room name may be written for `{to: room}`. */
const exit = z.preprocess(
  (value) => (typeof value === 'string' ? { to: value } : value),
  strict(
    {
      to: reference,
      door: door.optional(),
      hidden: z.boolean().default(false),
      oneWay: z.boolean().default(false),
      description: prose.optional(),
    },
    help.exit,
  ),
)

export const roomBody = strict(
  {
    title: line,
    description: prose,
    exits: z
      .preprocess(fullDirections, z.partialRecord(direction, exit))
      .default({})
      .transform(
        (exits) => exits as Partial<Record<z.infer<typeof direction>, z.infer<typeof exit>>>,
      ),
    flags: z.array(z.enum(roomFlags)).default([]),
    terrain: z.enum(terrains).default('city'),
    light: whole(-10, 10).default(0),
    details: z.record(line, prose).default({}),
    coords: z
      .tuple([whole(-100_000, 100_000), whole(-100_000, 100_000), whole(-10_000, 10_000)], {
        error: 'expected coordinates [x, y, z] (east, north, up)',
      })
      .optional(),
    ambience: z.partialRecord(z.enum(ambienceTimes), lines).default({}),
    lucidity: whole(-20, 20).default(0),
    regen: whole(0, 1000).default(100),
    ...importedFrom,
  },
  help.room,
)

export const zoneBody = strict(
  {
    id: plainId,
    name: line,
    description: prose.optional(),
    levels: z.tuple([whole(0, 200), whole(0, 200)]).optional(),
    pvp: z.boolean().default(false),
    climate: plainId.default('temperate'),
    voice: prose.optional(),
    resetMinutes: whole(1, 10_000).default(15),
    resetMode: z.enum(['never', 'empty', 'always']).default('empty'),
    builders: z.array(line).default([]),
    dangers: z.array(z.enum(['damage', 'effects', 'sky'])).default([]),
    allowance: whole(0, 100_000).default(0),
    ...importedFrom,
  },
  help.zone,
)

/**
 * A zone. `levels` is the range of character levels it is meant for, `resetMinutes` are minutes of
 * real time, `voice` tells workers how prose about the zone should sound. `dangers` is what its scripts may
 * do to players, `allowance` how many coins they may pay one of them in a day of the world; admins grant both.
 */
export type Zone = z.infer<typeof zoneBody>

export type Door = z.infer<typeof door>
export type Exit = z.infer<typeof exit>

/**
 * A room. `details` maps `word|other word` to what one sees, `light` adds to what sun and lamps
 * give, `lucidity` is the drift in tenths of a point per minute of world time, `regen` a percentage of the usual
 * recovery, `coords` are `[east, north, up]`.
 */
export type Room = z.infer<typeof roomBody> & { id: string; zone: string }
export type RoomFlag = (typeof roomFlags)[number]
export type Terrain = (typeof terrains)[number]
export type AmbienceTime = (typeof ambienceTimes)[number]

const small = new Set(['a', 'an', 'the', 'of', 'in', 'to', 'with', 'and', 'some', 'his', 'her'])

/** The words by which something called `name` can be meant: lower case, without articles. */
export function wordsOf(name: string): string[] {
  const words = name.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? []
  return [...new Set(words.filter((word) => !small.has(word)))]
}

function fullDirections(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([key, to]) => [fullDirection(key), to]))
}
