/** A line as it is typed, and a telling piece of its answer. */
export type Row = readonly [line: string, telling: string]

/** Lines that have the same answer. */
export function rows(telling: string, ...lines: readonly string[]): Row[] {
  return lines.map((line) => [line, telling])
}
