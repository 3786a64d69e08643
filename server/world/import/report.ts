import type { Place } from './area-values.ts'
import type { Charset } from './character-set.ts'
import type { Damage } from './damage.ts'
import { damageLine } from './damage.ts'
import type { Dialect } from './dialect-names.ts'
import type { ScriptCoverage } from './script-coverage.ts'
import { coverageLines } from './script-coverage.ts'

/** What became of one kind of thing in one file, and on which lines it stands. */
export type ReportEntry = {
  readonly outcome: 'mapped' | 'approximated' | 'dropped'
  readonly what: string
  readonly file: string
  readonly lines: readonly number[]
}

export type ImportCounts = {
  zones: number
  rooms: number
  /** Exits in the files. */
  exits: number
  /** Exits that lead to a room of the import. */
  exitsLinked: number
  /** Exits that lead nowhere by intention (target 0 or -1); kept as notes. */
  exitsToNowhere: number
  /** Exits to rooms that are not part of the import; kept as notes. */
  exitsDangling: number
  extraDescriptions: number
  mobiles: number
  items: number
  shops: number
  resets: number
  scripts: number
}

/** An exit that leads nowhere because its room is not part of the import. */
export type LostExit = Place & {
  readonly room: string
  readonly direction: string
  readonly to: number
}

/** The whole story of an import. With any damage nothing was imported, unless it was to go on. */
export type ImportReport = {
  /** The dialect that was recognised, and its name for people. */
  readonly format: Dialect
  readonly title: string
  readonly files: number
  /** Character sets of files that are not UTF-8, by file. */
  readonly charsets: Readonly<Record<string, Charset>>
  /** Damaged files and records were left out instead of everything. */
  readonly keptGoing: boolean
  readonly lostExits: readonly LostExit[]
  readonly scripts: ScriptCoverage
  readonly counts: ImportCounts
  readonly entries: readonly ReportEntry[]
  readonly damage: readonly Damage[]
}

/** Collects what an import does, by file and line. */
export type Reporter = {
  mapped(what: string, at: Place): void
  approximated(what: string, at: Place): void
  dropped(what: string, at: Place): void
  /** Takes over what another one has collected. */
  take(other: Reporter): void
  entries(): ReportEntry[]
}

const outcomeOrder = { dropped: 0, approximated: 1, mapped: 2 } as const

export function createReporter(): Reporter {
  const found = new Map<string, ReportEntry & { lines: number[] }>()
  const add = ({ outcome, what, file, lines }: ReportEntry): void => {
    const key = `${outcome}\n${what}\n${file}`
    const entry = found.get(key) ?? { outcome, what, file, lines: [] }
    found.set(key, entry)
    for (const line of lines) if (entry.lines.at(-1) !== line) entry.lines.push(line)
  }
  const record =
    (outcome: ReportEntry['outcome']) =>
    (what: string, { file, line }: Place) =>
      add({ outcome, what, file, lines: [line] })
  return {
    mapped: record('mapped'),
    approximated: record('approximated'),
    dropped: record('dropped'),
    take(other) {
      for (const entry of other.entries()) add(entry)
    },
    entries: () =>
      [...found.values()].sort(
        (a, b) =>
          outcomeOrder[a.outcome] - outcomeOrder[b.outcome] ||
          a.what.localeCompare(b.what) ||
          a.file.localeCompare(b.file),
      ),
  }
}

export function emptyCounts(): ImportCounts {
  return {
    ...{ zones: 0, rooms: 0, exits: 0, exitsLinked: 0, exitsToNowhere: 0, exitsDangling: 0 },
    ...{ extraDescriptions: 0, mobiles: 0, items: 0, shops: 0, resets: 0, scripts: 0 },
  }
}

/** The counts of an import as a table, with how often something was kept otherwise or left out. */
export function formatSummary({ counts, entries, charsets, damage }: ImportReport): string {
  const times = (outcome: ReportEntry['outcome']) =>
    entries
      .filter((entry) => entry.outcome === outcome)
      .reduce((sum, { lines }) => sum + lines.length, 0)
  const rows: (readonly [what: string, number: number])[] = [
    ...Object.entries(counts).map(([what, number]) => [spaced(what), number] as const),
    ['approximated', times('approximated')],
    ['dropped', times('dropped')],
    ['files not in UTF-8', Object.keys(charsets).length],
    ['damaged and left out', damage.length],
  ]
  const width = Math.max(...rows.map(([what]) => what.length))
  return rows
    .map(([what, number]) => `${what.padEnd(width)} ${String(number).padStart(8)}`)
    .join('\n')
}

/** Lines shown for one entry of the report before the rest is only counted. */
const linesShownMax = 12

/** The report as text, dropped things first; with `details` what was mapped as well. */
export function formatReport(
  report: ImportReport,
  { details = false }: { readonly details?: boolean | undefined } = {},
): string {
  const damage = report.damage.map(damageLine)
  if (damage.length > 0 && !report.keptGoing) {
    const family = report.files === 0 ? [] : [`The files look like ${report.title}.`]
    return ['Nothing was imported:', ...damage, ...family].join('\n')
  }
  const counts = Object.entries(report.counts).map(([what, n]) => `${n} ${spaced(what)}`)
  const entries = report.entries.filter((entry) => details || entry.outcome !== 'mapped')
  const charsets = Object.entries(report.charsets).map(([file, set]) => `${file}: ${set}`)
  const lost = report.lostExits.map(
    ({ file, line, room, direction, to }) => `${file}:${line}: ${room} ${direction} led to ${to}`,
  )
  return [
    `${report.title}, ${report.files} files: ${counts.join(', ')}`,
    ...heading('Left out, because it is damaged:', damage),
    ...heading('Exits that now lead nowhere:', damage.length === 0 ? [] : lost),
    ...heading('Read in another character set than UTF-8:', charsets),
    ...entries.map(entryLine),
    ...coverageLines(report.scripts),
  ].join('\n')
}

function heading(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines]
}

function entryLine(entry: ReportEntry): string {
  const more = entry.lines.length - linesShownMax
  const shown = entry.lines.slice(0, linesShownMax).join(', ')
  const rest = more > 0 ? ` and ${more} more` : ''
  return `${entry.outcome} ${entry.what}: ${entry.file}:${shown}${rest}`
}

function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
