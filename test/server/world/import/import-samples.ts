import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Dialect } from '../../../../server/world/import/dialect-names.ts'
import { importAreas } from '../../../../server/world/import/import-areas.ts'

/** Where our own small sample areas lie. */
export function samplePath(format: Dialect): string {
  return join(import.meta.dirname, 'samples', format)
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mudstream-import-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A copy of the samples in which `file` has been changed. */
export async function alteredSample(
  format: Dialect,
  file: string,
  change: (content: string) => string,
): Promise<string> {
  const folder = await temporaryFolder()
  await cp(samplePath(format), folder, { recursive: true })
  await writeFile(join(folder, file), change(await readFile(join(folder, file), 'utf8')))
  return folder
}

/** Imports the samples of a format; the test fails if they are damaged. */
export async function importSample(format: Dialect) {
  const { zones, report } = await importAreas({ format, path: samplePath(format) })
  if (report.damage.length > 0) throw new Error(JSON.stringify(report.damage))
  const at = (what: string, file: string) =>
    report.entries.find((entry) => entry.what === what && entry.file === file)?.lines
  return { zones, report, linesOf: at }
}
