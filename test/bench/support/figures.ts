/** Percentiles, tables and the file a run leaves behind. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a set of durations looked like, in milliseconds. */
export interface Spread {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** The spread of some durations; zeros when there are none. Nearest-rank percentiles. */
export function spreadOf(durationsMs: readonly number[]): Spread {
  const sorted = Float64Array.from(durationsMs).sort()
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

/** A number for a person: three significant digits, whole from a hundred on. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-GB')
  return String(Number(value.toPrecision(3)))
}

/** One comparison with a target; the table says whether it was met. */
export interface Target {
  readonly what: string
  readonly value: number
  readonly limit: number
  readonly atLeast?: boolean
}

/** What one suite found: tables for people, targets to judge by, everything for machines. */
export interface SuiteResult {
  readonly name: string
  readonly tables: readonly Table[]
  readonly targets: readonly Target[]
}

export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

export function printTable(table: Table): void {
  const rows = [
    table.head,
    ...table.rows.map((row) => row.map((cell) => (typeof cell === 'number' ? shown(cell) : cell))),
  ]
  const widths = table.head.map((_, column) =>
    Math.max(...rows.map((row) => [...(row[column] ?? '')].length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
  console.log(`\n${table.title}`)
  console.log(line(rows[0] ?? []))
  console.log(widths.map((width) => '─'.repeat(width)).join('  '))
  for (const row of rows.slice(1)) console.log(line(row))
}

export function isMet(target: Target): boolean {
  return target.atLeast ? target.value >= target.limit : target.value <= target.limit
}

/** The table of all targets at the end of a run. */
export function targetTable(results: readonly SuiteResult[]): Table {
  return {
    title: 'Targets',
    head: ['what', 'measured', 'wanted', ''],
    rows: results.flatMap((result) =>
      result.targets.map((target) => [
        `${result.name}: ${target.what}`,
        target.value,
        `${target.atLeast ? '≥' : '≤'} ${shown(target.limit)}`,
        isMet(target) ? 'met' : 'MISSED',
      ]),
    ),
  }
}

/** Writes everything a run found to `test-artifacts/bench.json`; returns the path. */
export function writeResults(folder: string, results: readonly SuiteResult[]): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'bench.json')
  writeFileSync(path, `${JSON.stringify({ at: new Date().toISOString(), results }, null, 2)}\n`)
  return path
}

/** Suites whose figures are kept, by name, each as it was measured last. */
export type KeptFigures = Readonly<
  Record<
    string,
    { readonly at: string; readonly quick: boolean; readonly targets: readonly Target[] }
  >
>

/** Puts the figures of these suites in the place of those that were kept before. */
export function keepFigures(path: string, results: readonly SuiteResult[], quick: boolean): void {
  const before: KeptFigures = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const at = new Date().toISOString().slice(0, 10)
  const now = Object.fromEntries(
    results.map(({ name, targets }) => [name, { at, quick, targets }] as const),
  )
  writeFileSync(path, `${JSON.stringify({ ...before, ...now }, null, 2)}\n`)
}

/** A line about how far a long suite has come; not part of the results. */
export function note(words: string): void {
  process.stderr.write(`  ${words}\n`)
}
