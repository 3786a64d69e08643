import { z } from 'zod'
import { directions, shortDirections } from '../directions.ts'
import * as help from './help/common.ts'

/** Short names builders may write for a direction; readers turn them into full names. */
const fullNames = new Map(directions.map((full) => [shortDirections[full], full]))

/** The full name of a direction, or the word itself when it is not a short name. */
export function fullDirection(word: string): string {
  return fullNames.get(word) ?? word
}

/**
 * Marks a name that a zone file used without its zone. Texts cannot hold control characters, so
 * the mark is unambiguous; `resolveReferences` replaces it once the zone is known.
 */
export const localMark = '\u0000'

const localPattern = /^[a-z0-9][a-z0-9-]*$/
const fullPattern = /^[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$/

/** What a field is, in one sentence, a value that it may have as a file would have it, and its unit. */
export type FieldHelp = readonly [help: string, example: unknown, unit?: string]

/** The help of every field of a shape; what tells the kinds of a union apart needs none. */
export type HelpOf<S extends z.ZodRawShape> = {
  readonly [K in keyof S as S[K] extends z.ZodLiteral ? never : K]: FieldHelp
}

/**
 * An object that refuses keys it does not know and says which ones it does know. Forms, the guide and the
 * check of a world read the help of its fields from it, so a field without help does not compile.
 */
export function strict<S extends z.ZodRawShape>(shape: S, help: HelpOf<S>) {
  const known = Object.keys(shape).join(', ')
  return z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}; expected one of: ${known}`
          : undefined,
    })
    .meta({ fields: help })
}

/** A name of its own kind without a zone: `poison`, `harbour-watch`. */
export const plainId = z
  .string()
  .max(64)
  .regex(localPattern, 'expected a name of lower-case letters, digits and hyphens')

/** A reference to a room, item, mobile, quest or conflict: local name or complete id. */
export const reference = z
  .string({ error: 'expected the id of something defined in a world file' })
  .max(129)
  .refine((id) => localPattern.test(id) || fullPattern.test(id), {
    message: 'expected a local name such as quay or a complete id such as harbour.quay',
  })
  .transform((id) => (id.includes('.') ? id : localMark + id))

// Line breaks are allowed because a builder may set them on purpose with a literal block.
const forbiddenInText = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/

/** Written text of 1 to 8,000 characters without control characters, trimmed. */
export const prose = z
  .string({ error: 'expected text' })
  .trim()
  .min(1, 'expected text, found an empty string')
  .max(8000, 'expected at most 8000 characters')
  .refine((text) => !forbiddenInText.test(text), 'expected text without control characters')

/** A short text on one line: names, titles, keywords. */
export const line = prose
  .refine((text) => !text.includes('\n'), 'expected a text on one line')
  .refine((text) => text.length <= 400, 'expected at most 400 characters')

const sentencePattern = /^[\p{Lu}\p{N}:“"‘'(…].*[.!?…:—”"’')]$/su

/**
 * A text that stands in a list: a whole sentence, or an emote that begins with `:`. YAML cuts an
 * unquoted text in a flow list at its commas, and the pieces would be taken for texts of their own.
 */
export const sentence = prose.refine(
  (text) => sentencePattern.test(text),
  'expected a whole sentence, from a capital letter (or ":" for an emote) to a full stop; ' +
    'a text with a comma has to stand in quotes in a list like [this, one]',
)

/** One sentence or a list of sentences; a single one becomes a list of one. */
export const lines = z.preprocess(asList, z.array(sentence).max(60))

/** One keyword or a list of keywords, lower-cased. */
export const keywords = z.preprocess(
  asList,
  z.array(line.transform((word) => word.toLowerCase())).max(40),
)

/** How a blow is named in "its bite hits you": one word, since it stands inside sentences. */
export const blowVerb = line
  .regex(/^\p{Ll}[\p{Ll}-]*$/u, 'expected one word in small letters, such as bite or slash')
  .max(40)

/** A whole number between two bounds, both included. */
export function whole(min: number, max: number) {
  const expected = `expected a whole number from ${min} to ${max}`
  return z.int(expected).min(min, expected).max(max, expected)
}

export const percent = whole(0, 100)
export const beats = whole(0, 10_000_000)
export const coins = whole(0, 1_000_000_000)
export const level = whole(0, 200)
export const hour = whole(0, 24)

/** Opening hours `[from, to]` on the 24-hour clock of the world; `to` may be before `from`. */
export const hours = z.tuple([hour, hour], { error: 'expected two hours, such as [8, 20]' })

/** Dice as `[count, sides, plus]`; `2d6+1` may be written instead. */
export const dice = z.preprocess(
  readDice,
  z.tuple([whole(0, 1000), whole(0, 100_000), whole(-100_000, 100_000)], {
    error: 'expected dice such as 2d6+1 or [2, 6, 1]',
  }),
)
export type Dice = z.infer<typeof dice>

/** A range `[min, max]`; a single number stands for itself. */
export const range = z
  .preprocess(
    (value) => (typeof value === 'number' ? [value, value] : value),
    z.tuple([coins, coins], { error: 'expected a number or a range such as [5, 20]' }),
  )
  .refine(([min, max]) => min <= max, 'expected a range whose first number is not the larger one')

/** What equipment and effects may add to or take from a character. */
export const modifierNames = [
  'attack',
  'damage',
  'armour',
  'speed',
  'maxHealth',
  'maxStamina',
  'maxLucidity',
  'healthRegen',
  'staminaRegen',
  'lucidityRegen',
  'perception',
] as const
export const modifiers = z.partialRecord(z.enum(modifierNames), whole(-1000, 1000))
export type Modifiers = z.infer<typeof modifiers>

/** The three passive stats. */
export const vitals = strict(
  {
    health: whole(-10_000, 10_000).default(0),
    stamina: whole(-10_000, 10_000).default(0),
    lucidity: whole(-10_000, 10_000).default(0),
  },
  help.vitals,
)
export type VitalChange = z.infer<typeof vitals>

/** An effect put on somebody; a bare effect id may be written for `{effect: id}`. */
export const appliedEffect = z.preprocess(
  (value) => (typeof value === 'string' ? { effect: value } : value),
  strict(
    { effect: plainId, beats: beats.optional(), chance: percent.default(100) },
    help.appliedEffect,
  ),
)
export type AppliedEffect = z.infer<typeof appliedEffect>

export const doorState = z.enum(['open', 'closed', 'locked'])

export const direction = z.preprocess(
  (value) => (typeof value === 'string' ? fullDirection(value) : value),
  z.enum(directions, { error: `expected a direction: ${directions.join(', ')}` }),
)

const wearSlots = [
  'head',
  'neck',
  'body',
  'about',
  'arms',
  'hands',
  'finger',
  'waist',
  'legs',
  'feet',
  'back',
  'wield',
  'shield',
  'held',
] as const
export const wearSlot = z.enum(wearSlots)
export type WearSlot = z.infer<typeof wearSlot>

/** What a definition that came from a classic area keeps of its origin. */
export const importedFrom = {
  vnum: whole(0, 2_147_483_647).optional(),
  notes: z.array(prose).optional(),
}

/** A lone value stands for a list of one. */
export function asList(value: unknown): unknown {
  return value === undefined || Array.isArray(value) ? value : [value]
}

function readDice(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const match = /^(\d{1,4})d(\d{1,6})(?:\s*([+-])\s*(\d{1,6}))?$/.exec(value.trim())
  if (match === null) return value
  const plus = Number(match[4] ?? 0)
  return [Number(match[1]), Number(match[2]), match[3] === '-' ? -plus : plus]
}

/** Replaces every marked local name below `value` by `<zone>.<name>`. Returns a new value. */
export function resolveReferences<T>(value: T, zone: string): T {
  if (typeof value === 'string') {
    return (value.startsWith(localMark) ? `${zone}.${value.slice(1)}` : value) as T
  }
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, zone)) as T
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, item]) => [key, resolveReferences(item, zone)])
  return Object.fromEntries(entries) as T
}
