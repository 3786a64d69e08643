/** `mudstream world import`: classic areas and character cards as world files. */
import { importCards } from '../../world/import/cards/import-cards.ts'
import type { Charset } from '../../world/import/character-set.ts'
import { charsets } from '../../world/import/character-set.ts'
import type { Dialect } from '../../world/import/dialect-names.ts'
import { dialectNames } from '../../world/import/dialect-names.ts'
import type { ImportResult } from '../../world/import/import-areas.ts'
import { importAreas } from '../../world/import/import-areas.ts'
import type { PlannedFile } from '../../world/import/plan-zones.ts'
import { planZones } from '../../world/import/plan-zones.ts'
import { formatReport, formatSummary } from '../../world/import/report.ts'
import { writeFiles } from '../../world/import/write-zones.ts'
import { openProgress } from './progress.ts'

interface ImportOptions {
  readonly format?: string
  readonly into?: string
  readonly zone: string
  readonly keepGoing?: boolean
  readonly charset?: string
  readonly prefix?: string
  readonly dryRun?: boolean
  readonly replace?: boolean
  readonly details?: boolean
  readonly json?: boolean
}

export const formatList = `${dialectNames.join(', ')}, or card (JSON or PNG, V1 to V3)`

/** One of the words of an option, or an error that names them. */
const oneOf = <T extends string>(
  option: string,
  words: readonly T[],
  given: string | undefined,
): T | undefined => {
  const found = words.find((word) => word === given)
  if (given === undefined || found !== undefined) return found
  throw new Error(
    `${option} ${given}: use ${option === '--format' ? formatList : words.join(', ')}`,
  )
}

const prefixOf = (given = ''): string => {
  if (given === '' || /^[a-z0-9][a-z0-9-]{0,30}$/.test(given)) return given
  throw new Error(`--prefix ${given}: use small letters, digits and hyphens, 31 at most`)
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

/** Translates what is at `path`, prints the report and writes what `options` ask for. */
export const importWorld = (path: string, options: ImportOptions): Promise<void> =>
  options.format === 'card' ? importCharacters(path, options) : importClassic(path, options)

const importCharacters = async (path: string, options: ImportOptions): Promise<void> => {
  const { document, faults } = await importCards(path, options.zone)
  for (const { file, why } of faults) say(`${file}: ${why}`)
  if (faults.length > 0) {
    process.exitCode = 1
    return
  }
  const ids = Object.keys(document.mobiles)
  say(`${ids.length} mobiles: ${ids.join(', ')}`)
  if (options.into === undefined) return
  const [file] = await planZones(options.into, [document])
  if (file === undefined) return
  // Nothing of a card tells a second import from what somebody has written.
  if (file.state !== 'new') throw new Error(`${file.path} is there already; take another --zone`)
  await writeFiles(options.into, [file])
  say(`${file.path} is written. Look it through before you load it.`)
}

const importClassic = async (path: string, options: ImportOptions): Promise<void> => {
  const format = oneOf<Dialect>('--format', dialectNames, options.format)
  const charset = oneOf<Charset>('--charset', charsets, options.charset)
  const prefix = prefixOf(options.prefix)
  const progress = openProgress('import')
  const result = await importAreas({
    ...{ format, path, charset, prefix, keepGoing: options.keepGoing },
    onProgress: ({ phase, done, total, name }) => progress.show(done, total, `${phase} ${name}`),
  })
  progress.end()
  const { report, zones } = result
  const failed = report.damage.length > 0 && !report.keptGoing
  const files =
    options.into === undefined || failed ? undefined : await planZones(options.into, zones)
  if (options.json === true) say(JSON.stringify({ ...report, written: files?.map(plainFile) }))
  else {
    if (!failed) say(formatSummary(report))
    say(formatReport(report, options))
  }
  if (report.damage.length > 0) process.exitCode = 1
  if (files !== undefined) await write(files, result, options)
}

const plainFile = ({ path, state, differences }: PlannedFile) => ({ path, state, differences })

/** Writes the files, or says why none is written. */
const write = async (
  files: readonly PlannedFile[],
  { zones }: ImportResult,
  { into = '', dryRun, replace, json }: ImportOptions,
): Promise<void> => {
  const tell = (text: string) => (json === true ? undefined : say(text))
  const of = (state: PlannedFile['state']) => files.filter((file) => file.state === state)
  const marks = { new: '+', same: '=', changed: '~', clash: '!' } as const
  for (const { path, state, differences } of files) {
    if (state === 'same' || (state === 'new' && dryRun !== true)) continue
    tell(`${marks[state]} ${path}`)
    for (const difference of differences) tell(`    ${difference}`)
  }
  const counts = (['new', 'changed', 'same', 'clash'] as const).map((s) => `${of(s).length} ${s}`)
  const clash = of('clash').length > 0
  if (clash || (of('changed').length > 0 && replace !== true)) {
    const advice = clash
      ? 'take the ids out of the way with --prefix'
      : '--replace writes over them'
    tell(`Nothing was written (${counts.join(', ')}): ${advice}.`)
    process.exitCode = 1
    return
  }
  if (dryRun === true) {
    tell(`Nothing was written, this is a dry run (${counts.join(', ')}).`)
    return
  }
  await writeFiles(into, [...of('new'), ...of('changed')])
  tell(`${zones.length} world files are in ${into} (${counts.join(', ')}).`)
}
