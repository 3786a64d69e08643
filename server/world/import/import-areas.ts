/**
 * Import of classic areas: CircleMUD, tbaMUD and older Diku files, and ROM's `.are`.
 *
 * Read everything, then translate, then validate: nothing leaves this module unless every file was
 * whole. Nothing is thrown for a broken file; the report names each one and the line.
 */
import type { WorldDocument } from '../../../schema/world-file.ts'
import type { AreaLibrary, Dialect } from './area-model.ts'
import { emptyLibrary } from './area-model.ts'
import type { Damage } from './damage.ts'
import { damaged, readingDamage } from './damage.ts'
import { readItems } from './diku-items.ts'
import { readMobiles } from './diku-mobiles.ts'
import { readRooms } from './diku-rooms.ts'
import { readShops, readTriggerFile } from './diku-shops.ts'
import { readZones } from './diku-zones.ts'
import type { AreaFile } from './find-area-files.ts'
import { findAreaFiles, readAreaText } from './find-area-files.ts'
import { FreeReader } from './free-reader.ts'
import { createLineReader } from './line-reader.ts'
import type { ImportReport, Reporter } from './report.ts'
import { createReporter, emptyCounts } from './report.ts'
import { readArea } from './rom-area.ts'
import { translateLibrary } from './translate-zone.ts'
import { findDuplicates, prepareTranslation } from './translation.ts'

export type ImportProgress = {
  readonly phase: 'read' | 'translate'
  readonly done: number
  readonly total: number
  /** The file or zone just finished. */
  readonly name: string
}

export type ImportRequest = {
  readonly format: Dialect
  /** A folder of area files, or one file. */
  readonly path: string
  readonly onProgress?: (progress: ImportProgress) => void
}

export type ImportResult = { readonly zones: WorldDocument[]; readonly report: ImportReport }

/** No area file is anywhere near this size, in characters; a larger one is a mistake. */
const fileCharactersMax = 64_000_000

/**
 * Reads and translates a library of classic areas, without touching any world. With damage in the
 * report `zones` is empty. Rejects only when a file cannot be read at all.
 */
export async function importAreas(request: ImportRequest): Promise<ImportResult> {
  const { format, path, onProgress } = request
  const { files, damage } = await findAreaFiles(path, format)
  const library = emptyLibrary(format)
  const reporter = createReporter()
  for (const [index, file] of files.entries()) {
    const content = await readAreaText(file.path)
    const found = readingDamage(() => readFileInto(library, reporter, file, content))
    if (found !== undefined) damage.push(found)
    onProgress?.({ phase: 'read', done: index + 1, total: files.length, name: file.name })
  }
  const report = { format, files: files.length, counts: emptyCounts(), entries: [], damage }
  if (damage.length === 0) damage.push(...findDuplicates(library))
  if (damage.length > 0) return { zones: [], report }

  const translation = prepareTranslation(library, reporter)
  const translated = await translateLibrary(translation, (done, total, name) => {
    onProgress?.({ phase: 'translate', done, total, name })
  })
  const finished = { ...report, counts: translation.counts, entries: reporter.entries() }
  if (translated.damage.length === 0) return { zones: translated.zones, report: finished }
  return { zones: [], report: { ...finished, damage: translated.damage } }
}

function readFileInto(
  library: AreaLibrary,
  reporter: Reporter,
  file: AreaFile,
  content: string,
): void {
  if (content.length > fileCharactersMax) damaged({ file: file.name, line: 1 }, 'far too large')
  if (content.includes('\u0000')) damaged(placeOfNul(file.name, content), 'this is not a text file')
  if (file.kind === 'are') {
    readArea(new FreeReader(file.name, content), library, reporter)
    return
  }
  const reader = createLineReader(file.name, content)
  if (file.kind === 'zon') readZones(reader, library)
  else if (file.kind === 'wld') readRooms(reader, library)
  else if (file.kind === 'mob') readMobiles(reader, library)
  else if (file.kind === 'obj') readItems(reader, library)
  else if (file.kind === 'shp') readShops(reader, library)
  else if (file.kind === 'trg') readTriggerFile(reader, library)
  else countQuests(reporter, file.name, content)
}

/** Quests of tbaMUD count kills and errands in ways of their own; they are only counted. */
function countQuests(reporter: Reporter, file: string, content: string): void {
  content.split(/\r?\n/).forEach((line, index) => {
    if (/^#\d+\s*$/.test(line)) reporter.dropped('quest', { file, line: index + 1 })
  })
}

function placeOfNul(file: string, content: string): Pick<Damage, 'file' | 'line'> {
  return { file, line: content.slice(0, content.indexOf('\u0000')).split('\n').length }
}
