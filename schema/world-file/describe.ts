/**
 * What can be declared, as data: every field with help, example, unit, default and the shape of its values. It
 * is read off the schemas of world files, so forms, the guide and the reference cannot say anything else.
 */
import { z } from 'zod'
import { ownOf } from '../own.ts'
import { articleBody, socialBody } from './ability.ts'
import { resetsBody } from './built.ts'
import type { BuiltKind } from './built-kinds.ts'
import {
  type FieldHelp,
  keywords,
  line,
  lines,
  plainId,
  prose,
  reference,
  sentence,
} from './common.ts'
import { itemBody } from './item.ts'
import { mobileBody } from './mobile.ts'
import { roomBody, zoneBody } from './room.ts'
import { scriptBody, source } from './script.ts'
import { conflictBody, factionBody, questBody } from './story.ts'

/** What values a field may have. */
export type Shape =
  | { readonly kind: 'text'; readonly long?: true }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  /** The id of something that is declared. */
  | { readonly kind: 'reference' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'row'; readonly of: readonly Shape[] }
  /** Values under names of one's own, or under the words of `keys`. */
  | { readonly kind: 'map'; readonly keys: readonly string[]; readonly of: Shape }
  | { readonly kind: 'record'; readonly fields: readonly FieldForm[] }
  /** One of several records; `by` is the field that tells which. */
  | {
      readonly kind: 'variants'
      readonly by: string
      readonly of: readonly { readonly name: string; readonly fields: readonly FieldForm[] }[]
    }

export interface FieldForm {
  readonly name: string
  readonly help: string
  readonly example: unknown
  readonly unit?: string
  /** What a field has that is left out. */
  readonly default?: unknown
  readonly needed: boolean
  readonly shape: Shape
}

const bodies: Readonly<Record<BuiltKind, z.ZodType>> = {
  room: roomBody,
  item: itemBody,
  mobile: mobileBody,
  quest: questBody,
  conflict: conflictBody,
  script: scriptBody,
  social: socialBody,
  faction: factionBody,
  article: articleBody,
  zone: zoneBody,
  resets: resetsBody,
}

const known = new Map<BuiltKind, readonly FieldForm[]>()

/** The fields of a kind, in the order in which they are declared. */
export function formOf(of: BuiltKind): readonly FieldForm[] {
  const form = known.get(of) ?? fieldsOf(bodies[of])
  known.set(of, form)
  return form
}

/** Schemas that say more than their type does. */
const named = new Map<unknown, Shape>([
  [reference, { kind: 'reference' }],
  [plainId, { kind: 'reference' }],
  [prose, { kind: 'text', long: true }],
  [source, { kind: 'text', long: true }],
  [sentence, { kind: 'text', long: true }],
  [line, { kind: 'text' }],
  [keywords, { kind: 'list', of: { kind: 'text' } }],
  [lines, { kind: 'list', of: { kind: 'text', long: true } }],
])

type Schema = z.core.$ZodTypes

/** The schema of what is stored, without what only reads short forms or fills in. */
function inner(schema: Schema): Schema {
  if (named.has(schema)) return schema
  const { def } = schema._zod
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return inner(def.innerType as Schema)
    case 'pipe':
      return inner((isTransform(def.in) ? def.out : def.in) as Schema)
    default:
      return schema
  }
}

function isTransform(schema: z.core.$ZodType): boolean {
  return (schema as Schema)._zod.def.type === 'transform'
}

function fieldsOf(schema: z.ZodType): FieldForm[] {
  const object = inner(schema as unknown as Schema)
  const { def } = object._zod
  if (def.type !== 'object') throw new Error('expected the schema of an object')
  const help = z.globalRegistry.get(object as unknown as z.ZodType)?.['fields'] as
    | Readonly<Record<string, FieldHelp>>
    | undefined
  return Object.entries(def.shape).flatMap(([name, field]) => {
    const about = help && ownOf(help, name)
    if (inner(field as Schema)._zod.def.type === 'literal' && !about) return []
    if (!about) throw new Error(`the field ${name} has no help`)
    const [words, example, unit] = about
    const { error } = (field as z.ZodType).safeParse(example)
    if (error) throw new Error(`the example of ${name} does not read: ${error.message}`)
    const fallback = (field as z.ZodType).safeParse(undefined)
    const filled = fallback.success && fallback.data !== undefined
    return {
      name,
      help: words,
      example,
      ...(unit ? { unit } : {}),
      ...(filled ? { default: fallback.data } : {}),
      needed: !fallback.success,
      shape: shapeOf(field as Schema),
    }
  })
}

function shapeOf(outer: Schema): Shape {
  const schema = inner(outer)
  const same = named.get(schema)
  if (same) return same
  const { def } = schema._zod
  switch (def.type) {
    case 'string':
      return { kind: 'text' }
    case 'number': {
      const { minimum, maximum } = schema._zod.bag as { minimum?: number; maximum?: number }
      return {
        kind: 'number',
        ...(minimum === undefined ? {} : { min: minimum }),
        ...(maximum === undefined ? {} : { max: maximum }),
      }
    }
    case 'boolean':
      return { kind: 'flag' }
    case 'literal':
      return { kind: 'choice', of: def.values.map(String) }
    case 'enum':
      return { kind: 'choice', of: Object.values(def.entries).map(String) }
    case 'array':
      return { kind: 'list', of: shapeOf(def.element as Schema) }
    case 'tuple':
      return { kind: 'row', of: def.items.map((item) => shapeOf(item as Schema)) }
    case 'record': {
      const keys = shapeOf(def.keyType as Schema)
      const words = keys.kind === 'choice' ? keys.of : []
      return { kind: 'map', keys: words, of: shapeOf(def.valueType as Schema) }
    }
    case 'object':
      return { kind: 'record', fields: fieldsOf(schema as unknown as z.ZodType) }
    case 'union':
      return variantsOf(schema as z.core.$ZodUnion)
    default:
      throw new Error(`nobody can describe a schema of type ${def.type}`)
  }
}

function variantsOf(union: z.core.$ZodUnion): Shape {
  const { options } = union._zod.def
  const by = (union._zod.def as { discriminator?: string }).discriminator
  // A word or an id: the id is what one writes. A source or acts: the source is.
  const isText = options.some((option) => named.get(option)?.kind === 'text')
  if (by === undefined) return shapeOf(options.at(isText ? 0 : -1) as Schema)
  const of = options.map((option) => {
    const object = inner(option as Schema)
    const { shape } = object._zod.def as unknown as { shape: Record<string, z.ZodLiteral<string>> }
    const tag = ownOf(shape, by)
    return { name: tag?.value ?? '', fields: fieldsOf(option as z.ZodType) }
  })
  return { kind: 'variants', by, of }
}
