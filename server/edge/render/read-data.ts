/**
 * Reads the `data` of frames. It was checked where it was made. Renderers take the fields that they know
 * and leave the others, so a newer world can talk to an older gateway.
 */
import { ownOf } from '../../../schema/own.ts'
export type Fields = Readonly<Record<string, unknown>>

/** The value as an object; anything else is an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The objects in a list; anything else is an empty list. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}

/** Text or a number as text; `undefined` for everything else. */
export function textIn(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = ownOf(fields, name)
    if (typeof value === 'string') return value
    if (typeof value === 'number') return String(value)
  }
  return undefined
}

/** A `[now, max]` pair of a gauge. */
export function gaugeIn(fields: Fields, name: string): readonly [number, number] | undefined {
  const value = ownOf(fields, name)
  if (!Array.isArray(value)) return undefined
  const [now, max] = value
  return typeof now === 'number' && typeof max === 'number' ? [now, max] : undefined
}
