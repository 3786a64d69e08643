/**
 * Import of classic areas: the CircleMUD family and the `.are` files of Merc and its children.
 *
 * Read everything, then translate, then validate: nothing leaves this module unless every file was
 * whole or the caller goes on without those that are not. Nothing is thrown for a broken file; the
 * report names each one and the line.
 */

import type { WorldDocument } from '../../../schema/world-file.ts'
import { readBounded } from '../../platform/file-bounds.ts'
import type { Charset } from './character-set.ts'
import { decodeArea } from './character-set.ts'
import type { Damage } from './damage.ts'
import type { Dialect } from './dialect-names.ts'
import { tableOf } from './dialects.ts'
import type { AreaFile } from './find-area-files.ts'
import { findAreaFiles } from './find-area-files.ts'
import { withFamily } from './foreign.ts'
import type { AreaText, Reading } from './recognise.ts'
import { readLibrary } from './recognise.ts'
import type { ImportReport } from './report.ts'
import { createReporter, emptyCounts } from './report.ts'
import { countCoverage } from './script-coverage.ts'
import { translateLibrary } from './translate-zone.ts'
import { prepareTranslation, withoutDuplicates, withoutRecords } from './translation.ts'

export type ImportProgress = {
  readonly phase: 'read' | 'translate'
  readonly done: number
  readonly total: number
  /** The file or zone just finished. */
  readonly name: string
}

export type ImportRequest = {
  /** The dialect to try first; without one it is recognised. */
  readonly format?: Dialect | undefined
  /** A folder of area files, or one file. */
  readonly path: string
  /** The character set of files that are not UTF-8; without one each file tells. */
  readonly charset?: Charset | undefined
  /** Leaves out files and records that are damaged, instead of everything. */
  readonly keepGoing?: boolean | undefined
  /** Stands before the ids of all zones, so that they are nobody else's. */
  readonly prefix?: string | undefined
  readonly onProgress?: (progress: ImportProgress) => void
}

export type ImportResult = { readonly zones: WorldDocument[]; readonly report: ImportReport }

/** No area file is anywhere near this size, in bytes; a larger one is a mistake. */
const fileBytesMax = 32_000_000
/** Nor is a whole library. */
const libraryBytesMax = 400_000_000

/**
 * Reads and translates a library of classic areas, without touching any world. With damage in the
 * report `zones` is empty, unless the request goes on without what is damaged. Rejects only when a
 * file cannot be read at all.
 */
export async function importAreas(request: ImportRequest): Promise<ImportResult> {
  const { format, path, keepGoing = false } = request
  const wish = format === undefined ? undefined : tableOf(format).container
  const { container, files, damage } = await findAreaFiles(path, wish)
  const { texts, charsets } = await readTexts(files, damage, request)
  const reading = readLibrary(texts, container, format)
  const { library } = reading
  const textOf = (name: string) => texts.find((text) => text.name === name)
  damage.push(...reading.damage.map((one) => withFamily(one, textOf(one.file))))
  damage.push(...withoutDuplicates(library))
  if (damage.length === 0 && library.zones.length === 0 && library.rooms.length === 0) {
    damage.push({ file: path, line: 1, message: 'there is no area in these files' })
  }
  const family = { format: library.dialect, title: tableOf(library.dialect).title }
  const report = {
    ...family,
    files: files.length,
    charsets,
    keptGoing: keepGoing,
    lostExits: [],
    scripts: countCoverage().coverage(),
  }
  const nothing = { ...report, counts: emptyCounts(), entries: [], damage }
  if (damage.length > 0 && (!keepGoing || texts.length === 0)) return { zones: [], report: nothing }

  const translated = await translateSound(reading, request)
  const { counts, lostExits } = translated.translation
  damage.push(...translated.damage)
  const scripts = translated.translation.coverage.coverage()
  const entries = translated.reporter.entries()
  const finished = { ...report, counts, entries, damage, lostExits, scripts }
  return { zones: damage.length > 0 && !keepGoing ? [] : translated.zones, report: finished }
}

/** What a second round may still find, once the first has left out what it found. */
const roundsMax = 4

/** Translates; when it may go on, once more without the records that no world file can hold. */
async function translateSound(reading: Reading, { keepGoing, prefix, onProgress }: ImportRequest) {
  const damage: Damage[] = []
  for (let round = 1; ; round += 1) {
    const reporter = createReporter()
    reporter.take(reading.reporter)
    const translation = prepareTranslation(reading.library, reporter, prefix)
    const { zones, damage: found } = await translateLibrary(translation, (done, total, name) => {
      onProgress?.({ phase: 'translate', done, total, name })
    })
    damage.push(...found)
    if (found.length === 0 || !keepGoing || round === roundsMax) {
      return { zones, damage, translation, reporter }
    }
    withoutRecords(reading.library, found)
  }
}

/** The texts of the files that can be read; what is wrong with the others is added to `damage`. */
async function readTexts(files: readonly AreaFile[], damage: Damage[], request: ImportRequest) {
  const texts: AreaText[] = []
  const charsets: Record<string, Charset> = {}
  let bytesRead = 0
  for (const [index, file] of files.entries()) {
    const bytes = await readBounded(file.path)
    bytesRead += bytes.length
    const message = unreadable(bytes, bytesRead)
    if (message !== undefined) damage.push({ file: file.name, ...message })
    else {
      const { text, charset } = decodeArea(bytes, request.charset)
      if (charset !== 'utf-8') charsets[file.name] = charset
      texts.push({ ...file, text })
    }
    request.onProgress?.({ phase: 'read', done: index + 1, total: files.length, name: file.name })
  }
  return { texts, charsets }
}

function unreadable(bytes: Buffer, bytesRead: number): Omit<Damage, 'file'> | undefined {
  if (bytes.length > fileBytesMax) return { line: 1, message: 'far too large for an area file' }
  if (bytesRead > libraryBytesMax) return { line: 1, message: 'the files before it fill a library' }
  const nul = bytes.indexOf(0)
  if (nul === -1) return undefined
  const line = bytes.subarray(0, nul).toString('latin1').split('\n').length
  return { line, message: 'this is not a text file' }
}
