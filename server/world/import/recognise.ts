/** Which dialect a library is written in: the one whose reader reads most of its files whole. */

import { readArea } from './are-area.ts'
import { type AreaLibrary, emptyLibrary } from './area-model.ts'
import { AreaReader } from './area-reader.ts'
import type { CircleFile } from './circle-records.ts'
import type { Damage } from './damage.ts'
import { readingDamage } from './damage.ts'
import type { Dialect } from './dialect-names.ts'
import { dialectNames } from './dialect-names.ts'
import type { Container } from './dialect-table.ts'
import { tableOf } from './dialects.ts'
import { readItems } from './diku-items.ts'
import { readMobiles } from './diku-mobiles.ts'
import { readRooms } from './diku-rooms.ts'
import { readShops, readTriggerFile } from './diku-shops.ts'
import { readZones } from './diku-zones.ts'
import type { AreaFile } from './find-area-files.ts'
import type { Reporter } from './report.ts'
import { createReporter } from './report.ts'

/** A file and its text. */
export type AreaText = AreaFile & { readonly text: string }

/** What one dialect makes of a library. */
export type Reading = {
  readonly library: AreaLibrary
  readonly reporter: Reporter
  /** A damage for each file that was not read whole; nothing of such a file is in the library. */
  readonly damage: Damage[]
}

/**
 * Reads a library in the dialect that reads most of it. A dialect that reads everything ends the
 * search; `wish` is tried first, then what the files look like.
 */
export function readLibrary(
  texts: readonly AreaText[],
  container: Container,
  wish?: Dialect,
): Reading {
  let best: Reading | undefined
  for (const dialect of candidates(texts, container, wish)) {
    const reading = readAs(dialect, texts)
    if (best === undefined || isBetter(reading, best, texts.length)) best = reading
    if (best.damage.length === 0) break
  }
  if (best === undefined) throw new Error(`no dialect has files such as ${container}`)
  return best
}

/** More files whole; where none is, further into those that are not. */
function isBetter(reading: Reading, than: Reading, files: number): boolean {
  const depth = ({ damage }: Reading) => damage.reduce((sum, { line }) => sum + line, 0)
  const fewer = than.damage.length - reading.damage.length
  const noneWhole = fewer === 0 && reading.damage.length === files
  return fewer > 0 || (noneWhole && depth(reading) > depth(than))
}

/**
 * The dialects to try, likely ones first. Files of the CircleMUD family show what they are; only
 * `.are` files have to be tried.
 */
function candidates(texts: readonly AreaText[], container: Container, wish?: Dialect): Dialect[] {
  if (container === 'circle') {
    if (wish !== 'tbamud' && signs.alfa?.(texts)) return ['alfa']
    return [wish ?? (signs.tbamud?.(texts) ? 'tbamud' : 'diku')]
  }
  const all = dialectNames.filter((dialect) => tableOf(dialect).container === container)
  const likely = all.filter((dialect) => signs[dialect]?.(texts) ?? false)
  return [...new Set([...(wish === undefined ? [] : [wish]), ...likely, ...all])]
}

type Sign = (texts: readonly AreaText[]) => boolean

/** So much of a file is looked at for signs; each pattern stays within one line. */
const signLength = 100_000

const somewhere =
  (pattern: RegExp, kinds = 'are'): Sign =>
  (texts) =>
    texts.some(({ kind, text }) => kinds.includes(kind) && pattern.test(text.slice(0, signLength)))

/** What gives a dialect away at first sight; of `.are` files none of them decides alone. */
const signs: Partial<Record<Dialect, Sign>> = {
  // Four flag words in place of one.
  tbamud: somewhere(/^(?:\S+[ \t]+){8}-?\d+ [SE]\s*$|^\d+(?:[ \t]+\S+){12}[ \t\r]*$/m, 'mob obj'),
  alfa: (texts) => texts.some(({ kind, text }) => kind === 'zon' && hasOldZone(text)),
  rom: somewhere(/^#AREA\s+\S+\.are~|^(?:standing|stand) (?:standing|stand) /m),
  smaug: somewhere(/^#(?:RANGES|AUTHOR|ECONOMY)\b/m),
  envy: somewhere(/^\d+ \d+ \d+ [A-Za-z ]+~ [012]\s*$/m),
}

/** The first zone of the oldest files has no lowest number. */
function hasOldZone(text: string): boolean {
  const lines = text.slice(0, signLength).split(/[\r\n]+/)
  const data = lines.filter((line) => !/^\s*(?:\*|$)/.test(line)).map((line) => line.trim())
  const [mark = '', name = '', numbers = ''] = data
  return /^#\d+/.test(mark) && name.endsWith('~') && /^\d+\s+\d+\s+\d+$/.test(numbers)
}

function readAs(dialect: Dialect, texts: readonly AreaText[]): Reading {
  const library = emptyLibrary(dialect)
  const reporter = createReporter()
  const damage: Damage[] = []
  for (const file of texts) {
    const own = { ...emptyLibrary(dialect), zones: [...library.zones] }
    const remarks = createReporter()
    const found = readingDamage(() => readFileInto(own, remarks, file))
    if (found !== undefined) damage.push(found)
    else {
      append(library, own, library.zones.length)
      reporter.take(remarks)
    }
  }
  return { library, reporter, damage }
}

/** Moves what one file had into the library; its zones from `known` on are new. */
function append(library: AreaLibrary, own: AreaLibrary, known: number): void {
  for (const zone of own.zones.slice(known)) library.zones.push(zone)
  for (const room of own.rooms) library.rooms.push(room)
  for (const mobile of own.mobiles) library.mobiles.push(mobile)
  for (const item of own.items) library.items.push(item)
  for (const shop of own.shops) library.shops.push(shop)
  for (const script of own.scripts) library.scripts.push(script)
}

function readFileInto(library: AreaLibrary, reporter: Reporter, file: AreaText): void {
  const notice = reporter.approximated
  const reader = new AreaReader(file.name, file.text, notice)
  if (file.kind === 'are') {
    readArea(reader, library, reporter)
    return
  }
  const circle: CircleFile = { reader, dialect: library.dialect }
  if (file.kind === 'zon') readZones(circle, library)
  else if (file.kind === 'wld') readRooms(circle, library)
  else if (file.kind === 'mob') readMobiles(circle, library)
  else if (file.kind === 'obj') readItems(circle, library)
  else if (file.kind === 'shp') readShops(circle, library)
  else if (file.kind === 'trg') readTriggerFile(circle, library)
  else countQuests(reporter, file)
}

/** Quests of tbaMUD count kills and errands in ways of their own; they are only counted. */
function countQuests(reporter: Reporter, { name, text }: AreaText): void {
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^#\d+\s*$/.test(line)) reporter.dropped('quest', { file: name, line: index + 1 })
  })
}
