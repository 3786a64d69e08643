import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ImportRequest } from '../../../../server/world/import/import-areas.ts'
import { importAreas } from '../../../../server/world/import/import-areas.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

async function writeInto(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}

/** Imports a folder with these files. */
export async function importTexts(files: Files, request: Omit<ImportRequest, 'path'> = {}) {
  const path = await mkdtemp(join(tmpdir(), 'mudstream-import-'))
  await writeInto(path, files)
  const imported = importAreas({ ...request, path })
  const { zones, report } = await imported.finally(() => rm(path, { recursive: true }))
  const byVnum = <T extends { vnum?: number | undefined }>(records: readonly T[], vnum: number) => {
    const found = records.find((record) => record.vnum === vnum)
    if (found === undefined) throw new Error(`nothing has the number ${vnum}`)
    return found
  }
  return {
    ...{ zones, report },
    room: (vnum: number) =>
      byVnum(
        zones.flatMap((zone) => Object.values(zone.rooms)),
        vnum,
      ),
    item: (vnum: number) =>
      byVnum(
        zones.flatMap((zone) => Object.values(zone.items)),
        vnum,
      ),
    mobile: (vnum: number) =>
      byVnum(
        zones.flatMap((zone) => Object.values(zone.mobiles)),
        vnum,
      ),
    /** Lines of the report for something that was approximated or dropped. */
    remark: (what: string | RegExp) =>
      report.entries
        .filter((entry) => (typeof what === 'string' ? entry.what === what : what.test(entry.what)))
        .flatMap(({ file, lines }) => lines.map((line) => `${file}:${line}`)),
  }
}
