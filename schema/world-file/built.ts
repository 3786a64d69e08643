/** One thing that builders make, read as a world file would have it: rooms, resets and declarations alike. */

import { z } from 'zod'
import type { OrderProblem } from './build-orders.ts'
import { type BuiltKind, worldwide } from './built-kinds.ts'
import { resolveReferences, strict } from './common.ts'
import { readDefinition } from './document.ts'
import * as help from './help/built.ts'
import { problemsOf } from './problem.ts'
import { reset } from './reset.ts'
import { zoneBody } from './room.ts'

/** The section of a world file in which a kind stands; zones and resets are no entries of a section. */
export const sectionOf = {
  room: 'rooms',
  item: 'items',
  mobile: 'mobiles',
  quest: 'quests',
  conflict: 'conflicts',
  script: 'scripts',
  social: 'socials',
  faction: 'factions',
  article: 'articles',
} as const satisfies Partial<Record<BuiltKind, string>>

/** The zone that a thing belongs to; null for what belongs to the whole world. */
export function zoneOfBuilt(of: BuiltKind, id: string): string | null {
  if (of === 'zone' || of === 'resets') return id
  return worldwide.has(of) ? null : id.slice(0, id.indexOf('.'))
}

export const resetsBody = strict({ program: z.array(reset).max(2_000) }, help.resets)

export type ReadBuilt =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly problems: readonly OrderProblem[] }

/**
 * Checks one thing as the reader of world files does and fills in defaults. `id` is complete; fields that
 * are missing take their defaults. The value has `id`, and `zone` where the thing belongs to one.
 */
export function readBuilt(of: BuiltKind, id: string, value: object): ReadBuilt {
  if (of === 'resets') return readWith(resetsBody, value, id)
  if (of === 'zone') return readWith(zoneBody, { ...value, id }, id)
  const read = readDefinition(sectionOf[of], id, value)
  return read.ok ? { ok: true, value: { ...read.value } } : { ok: false, problems: read.issues }
}

function readWith(schema: z.ZodType<object>, value: object, zone: string): ReadBuilt {
  const read = schema.safeParse(value)
  if (read.success) return { ok: true, value: { ...resolveReferences(read.data, zone) } }
  return { ok: false, problems: fieldsOf(read.error) }
}

/** What a schema found, field by field. */
export function fieldsOf(error: z.ZodError): OrderProblem[] {
  return problemsOf(error, '').map(({ path, message }) => ({
    field: path.join('.'),
    words: message,
  }))
}
