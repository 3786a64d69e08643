/**
 * Values of scripts. None is ever changed in place, so a value is a tree and cannot hold itself. What
 * stands for a thing of the world is a handle: an id that is looked up whenever it is read.
 */
import type { EntityId } from '../../schema/ids.ts'

export interface Handle {
  readonly handle: 'being' | 'item' | 'room'
  readonly id: EntityId
}
export type Value = number | string | boolean | null | List | Table | Handle
export type List = readonly Value[]
export type Table = ReadonlyMap<string, Value>

/** A value as JSON, in events and records. */
export type Stored =
  | number
  | string
  | boolean
  | null
  | { readonly list: readonly Stored[] }
  | { readonly map: readonly (readonly [string, Stored])[] }
  | { readonly handle: Handle['handle']; readonly id: EntityId }

export function isList(value: Value): value is List {
  return Array.isArray(value)
}

export function isTable(value: Value): value is Table {
  return value instanceof Map
}

export function isHandle(value: Value): value is Handle {
  return value !== null && typeof value === 'object' && 'handle' in value
}

/** Nothing, no, zero, and what is empty count as no. */
export function isTrue(value: Value): boolean {
  if (isList(value)) return value.length > 0
  if (isTable(value)) return value.size > 0
  return Boolean(value)
}

export function isSame(one: Value, other: Value): boolean {
  return isHandle(one) && isHandle(other) ? one.id === other.id : one === other
}

/** How a value is called in words to builders. */
export function kindOf(value: Value): string {
  if (value === null) return 'nothing'
  if (isList(value)) return 'a list'
  if (isTable(value)) return 'a map'
  if (isHandle(value)) return value.handle === 'being' ? 'somebody' : `a ${value.handle}`
  return { number: 'a number', string: 'a text', boolean: 'a yes or no' }[typeof value as 'number']
}

export function toStored(value: Value): Stored {
  if (isList(value)) return { list: value.map(toStored) }
  if (isTable(value)) return { map: [...value].map(([key, one]) => [key, toStored(one)] as const) }
  return isHandle(value) ? { handle: value.handle, id: value.id } : value
}

export function fromStored(stored: Stored): Value {
  if (stored === null || typeof stored !== 'object') return stored
  if ('list' in stored) return stored.list.map(fromStored)
  if ('map' in stored) return new Map(stored.map.map(([key, one]) => [key, fromStored(one)]))
  return stored
}

/** How deep a value is nested: 0 for what holds nothing. */
export function depthOf(value: Value): number {
  const inner = isList(value) ? value : isTable(value) ? [...value.values()] : []
  return inner.length === 0 ? 0 : 1 + Math.max(...inner.map(depthOf))
}
