/** Two versions of a thing side by side: which fields say something else. */

/** One field that differs; a side is absent when the field is not there. */
export interface FieldDifference {
  /** `exits.north.door.state`; empty when the values as a whole differ. */
  readonly path: string
  readonly log?: unknown
  readonly table?: unknown
}

/** The fields in which two JSON values differ, at most `max` of them. */
export function fieldDifferences(log: unknown, table: unknown, max = 20): FieldDifference[] {
  const found: FieldDifference[] = []
  collect(log, table, '', found, max)
  return found
}

function collect(
  log: unknown,
  table: unknown,
  path: string,
  found: FieldDifference[],
  max: number,
): void {
  if (found.length >= max || log === table) return
  if (isTree(log) && isTree(table) && Array.isArray(log) === Array.isArray(table)) {
    for (const key of new Set([...Object.keys(log), ...Object.keys(table)])) {
      collect(log[key], table[key], path === '' ? key : `${path}.${key}`, found, max)
    }
    return
  }
  found.push({
    path,
    ...(log === undefined ? {} : { log }),
    ...(table === undefined ? {} : { table }),
  })
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
