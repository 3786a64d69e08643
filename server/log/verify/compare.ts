/** The fields in which two versions of a thing differ. */

/** One field that differs; a side is absent when the field is not there. */
import { ownOf } from '../../../schema/own.ts'
export interface FieldDifference {
  /** `exits.north.door.state`; empty when the values as a whole differ. */
  readonly path: string
  readonly log?: unknown
  readonly table?: unknown
}

/** The fields in which two JSON values differ, at most `max` of them. */
export function fieldDifferences(log: unknown, table: unknown, max = 20): FieldDifference[] {
  const found: FieldDifference[] = []
  const collect = (one: unknown, other: unknown, path: string): void => {
    if (found.length >= max || one === other) return
    if (isTree(one) && isTree(other) && Array.isArray(one) === Array.isArray(other)) {
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
        collect(ownOf(one, key), ownOf(other, key), path === '' ? key : `${path}.${key}`)
      }
      return
    }
    found.push({
      path,
      ...(one === undefined ? {} : { log: one }),
      ...(other === undefined ? {} : { table: other }),
    })
  }
  collect(log, table, '')
  return found
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
