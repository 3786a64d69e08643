/** Fields of definitions in the hands of builders: reading what was typed, and setting one field. */
import { ownOf } from '../../../schema/own.ts'
export type Json = Record<string, unknown>

/** A copy with `path` (`behaviours.0.chance`) set, or removed by undefined; null when there is no such place. */
export function withField(value: Json, path: string, to: unknown): Json | null {
  const copy = structuredClone(value)
  const parts = path.split('.')
  const last = parts.pop()
  let at: unknown = copy
  for (const part of parts) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, part)) return null
    at = ownOf(at as Json, part)
  }
  if (last === undefined || at === null || typeof at !== 'object') return null
  if (Array.isArray(at)) return setInList(at, last, to) ? copy : null
  // Assigning to these would change the prototype of the object instead of the definition.
  if (last === '__proto__' || last === 'constructor') return null
  if (to === undefined) delete (at as Json)[last]
  else (at as Json)[last] = to
  return copy
}

/** The value at a path, undefined where there is none. */
export function fieldAt(value: Json, path: string): unknown {
  let at: unknown = value
  for (const part of path.split('.')) {
    if (at === null || typeof at !== 'object') return undefined
    at = ownOf(at as Json, part)
  }
  return at
}

function setInList(list: unknown[], key: string, to: unknown): boolean {
  const index = key === 'new' ? list.length : Number(key)
  if (!Number.isInteger(index) || index < 0 || index > list.length) return false
  if (to === undefined) list.splice(index, 1)
  else list[index] = to
  return true
}

/** The value that a builder typed: JSON where it reads as JSON, undefined for `none`, else the text. */
export function typedValue(text: string): unknown {
  const trimmed = text.trim()
  if (trimmed === 'none') return undefined
  if (/^[[{"]|^-?\d+$|^(true|false)$/.test(trimmed)) {
    try {
      return JSON.parse(trimmed) as unknown
    } catch {
      return trimmed
    }
  }
  return trimmed
}
