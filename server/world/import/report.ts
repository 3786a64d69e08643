import type { Dialect, Place } from './area-model.ts'
import type { Damage } from './damage.ts'
import { damageLine } from './damage.ts'

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

/** The whole story of an import. With any damage nothing was imported. */
export type ImportReport = {
  readonly format: Dialect
  readonly files: number
  readonly counts: ImportCounts
  readonly entries: readonly ReportEntry[]
  readonly damage: readonly Damage[]
}

/** Collects what an import does, by file and line. */
export type Reporter = {
  mapped(what: string, at: Place): void
  approximated(what: string, at: Place): void
  dropped(what: string, at: Place): void
  entries(): ReportEntry[]
}

const outcomeOrder = { dropped: 0, approximated: 1, mapped: 2 } as const

export function createReporter(): Reporter {
  const found = new Map<string, ReportEntry & { lines: number[] }>()
  const record = (outcome: ReportEntry['outcome']) => (what: string, at: Place) => {
    const key = `${outcome}\n${what}\n${at.file}`
    const entry = found.get(key)
    if (entry === undefined) found.set(key, { outcome, what, file: at.file, lines: [at.line] })
    else if (entry.lines.at(-1) !== at.line) entry.lines.push(at.line)
  }
  return {
    mapped: record('mapped'),
    approximated: record('approximated'),
    dropped: record('dropped'),
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

/** Lines shown for one entry of the report before the rest is only counted. */
const linesShownMax = 12

/** The report as text, dropped things first; with `details` what was mapped as well. */
export function formatReport(
  report: ImportReport,
  { details = false }: { readonly details?: boolean | undefined } = {},
): string {
  if (report.damage.length > 0) {
    return ['Nothing was imported:', ...report.damage.map(damageLine)].join('\n')
  }
  const counts = Object.entries(report.counts).map(([what, n]) => `${n} ${spaced(what)}`)
  const entries = report.entries.filter((entry) => details || entry.outcome !== 'mapped')
  return [`${report.files} files: ${counts.join(', ')}`, ...entries.map(entryLine)].join('\n')
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
