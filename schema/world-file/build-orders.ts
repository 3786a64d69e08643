/**
 * Build orders: what a builder wants of the world, as data. The studio, programs and the typed verbs of
 * builders all say the same orders, and one function decides them (decision 43).
 */
import { z } from 'zod'
import { canonical } from '../canonical.ts'
import { fnv1a } from '../ids.ts'
import { builtKinds } from './built-kinds.ts'
import { direction } from './common.ts'

const builtKind = z.enum(builtKinds, { error: `expected one of: ${builtKinds.join(', ')}` })
const id = z
  .string({ error: 'expected an id such as saltmere.quay' })
  .max(129)
  .regex(
    /^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)?$/,
    'expected an id such as saltmere.quay: lower-case letters, digits, hyphens, one dot',
  )
const path = z
  .string({ error: 'expected the path of a field, such as exits.north.door' })
  .min(1, 'expected the path of a field, such as exits.north.door')
  .max(300)
const words = z.string().max(8_000)

const field = z.strictObject({
  path: path.describe(
    '`description`, `exits.north.door`, `behaviours.0.chance`; `new` adds to a list.',
  ),
  to: z.unknown().optional().describe('The new value; nothing takes the field away.'),
  was: z
    .string()
    .max(40)
    .optional()
    .describe(
      'Digest of the value that the author read; the order is refused if it changed since.',
    ),
})
/** One field that an order sets. */
export type FieldOrder = Readonly<z.infer<typeof field>>

const define = z
  .strictObject({
    do: z.literal('define'),
    of: builtKind,
    id,
    value: z.record(z.string(), z.unknown()).describe('As in a world file, whole.'),
  })
  .describe('Makes something new.')
const set = z
  .strictObject({
    do: z.literal('set'),
    of: builtKind,
    id,
    fields: z.array(field).min(1, 'expected at least one field').max(100),
  })
  .describe('Changes fields of something that exists.')
const remove = z
  .strictObject({ do: z.literal('remove'), of: builtKind, id })
  .describe('Takes something out of the world that nothing needs any more.')
const dig = z
  .strictObject({
    do: z.literal('dig'),
    room: id,
    direction,
    title: words,
    id: id.optional().describe('The id of the new room; made of its title unless given.'),
    description: words.optional(),
  })
  .describe('Makes a room beside another, with a way there and back.')
const link = z
  .strictObject({
    do: z.literal('link'),
    room: id,
    direction,
    to: id,
    oneWay: z.boolean().default(false),
  })
  .describe('Opens a way between two rooms.')
const unlink = z
  .strictObject({ do: z.literal('unlink'), room: id, direction })
  .describe('Closes a way, and the way back if it leads here.')

const plainOrder = z.discriminatedUnion('do', [define, set, remove, dig, link, unlink], {
  error: () => 'expected an order: define, set, remove, dig, link or unlink',
})
/** An order that makes, changes or removes things of the world. */
export type PlainOrder = Readonly<z.infer<typeof plainOrder>>

const togetherMax = 500
const together = z
  .strictObject({
    do: z.literal('together'),
    summary: z.string().min(1).max(400).describe('What the history says of it.'),
    orders: z.array(plainOrder).min(1, 'expected at least one order').max(togetherMax),
  })
  .describe('Several orders, all or none, as one change that is taken back as one.')
const undo = z
  .strictObject({ do: z.literal('undo'), change: z.string().max(64).optional() })
  .describe('Takes back the last change of the author, or the one named.')
const reset = z
  .strictObject({ do: z.literal('reset'), zone: id })
  .describe('Runs the reset program of a zone now, whoever is there.')

const anyOrder = z.discriminatedUnion(
  'do',
  [define, set, remove, dig, link, unlink, together, undo, reset],
  {
    error: () =>
      'expected an order: define, set, remove, dig, link, unlink, together, undo or reset',
  },
)

const orderBytesMax = 65_536
const depthMax = 24

/** A build order. Refuses what is larger than 64 kB or nested deeper than any declaration is. */
export const buildOrder = z.preprocess((value, context) => {
  if (isTooDeep(value)) {
    context.addIssue({
      code: 'custom',
      message: `expected at most ${depthMax} levels`,
      input: null,
    })
    return z.NEVER
  }
  if (JSON.stringify(value)?.length > orderBytesMax) {
    context.addIssue({ code: 'custom', message: 'expected at most 64 kB', input: null })
    return z.NEVER
  }
  return value
}, anyOrder)
export type BuildOrder = Readonly<z.infer<typeof anyOrder>>

/** Walks without recursion, because the depth is what nobody has checked yet. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > depthMax) return true
    level = level.flatMap((one) =>
      one !== null && typeof one === 'object' ? Object.values(one) : [],
    )
  }
  return false
}

/** One thing that is wrong with an order. */
export interface OrderProblem {
  /** The path of the field within the order or the declaration; empty for the whole. */
  readonly field: string
  readonly words: string
  /** With `changed-since`: the value as it is now. */
  readonly now?: unknown
}

/** An order as it was sent, or what is wrong with its shape. */
export function readBuildOrder(
  value: unknown,
):
  | { readonly ok: true; readonly order: BuildOrder }
  | { readonly ok: false; readonly problems: OrderProblem[] } {
  const read = buildOrder.safeParse(value)
  if (read.success) return { ok: true, order: read.data }
  const problems = read.error.issues.slice(0, 20).map((issue) => {
    const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
    return { field: [...issue.path, ...unknownKey].join('.'), words: issue.message }
  })
  return { ok: false, problems }
}

/** One line that says what an order wants, for lists of commands. */
export function orderWords(order: BuildOrder): string {
  switch (order.do) {
    case 'together':
      return `build: ${order.orders.length} orders, ${order.summary}`
    case 'reset':
      return `build: reset ${order.zone}`
    case 'undo':
      return `build: undo ${order.change ?? ''}`.trim()
    case 'set':
      return `build: set ${order.fields.map((one) => one.path).join(', ')} of ${order.of} ${order.id}`
    case 'define':
    case 'remove':
      return `build: ${order.do} ${order.of} ${order.id}`
    default:
      return `build: ${order.do} ${order.direction} of ${order.room}`
  }
}

/** Digest of a field as its author read it; a door that players open or close does not change it. */
export function fieldDigest(value: unknown): string {
  if (value === undefined) return 'none'
  const text = canonical(withoutDoorStates(value))
  return fnv1a(text).toString(36) + fnv1a(text, 0x9e3779b9).toString(36)
}

/** Doors are what has a name and a state, as in `door: {name: an iron door, state: closed}`. */
function withoutDoorStates(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(withoutDoorStates)
  const isDoor = Object.hasOwn(value, 'pickproof') && Object.hasOwn(value, 'state')
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      isDoor && key === 'state' ? 'any' : withoutDoorStates(one),
    ]),
  )
}
