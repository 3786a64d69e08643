/** Reads events that are in files. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { QueryExecutorProvider as Reader } from 'kysely'
import { readArchive } from '../records/archive-file.ts'
import { type ArchivedEvent, isEvent } from '../records/records.ts'
import { archiveFolder } from './archive-folder.ts'
import { archivedParts } from './parts.ts'

const pageRows = 4_000

/**
 * The archived events of ticks in `(afterTick, upToTick]`, in pages. Throws with words for a person when a
 * file is not there or damaged.
 */
export async function* readFiles(
  db: Reader,
  { afterTick, upToTick }: { readonly afterTick: number; readonly upToTick: number },
): AsyncGenerator<ArchivedEvent[], void, undefined> {
  let page: ArchivedEvent[] = []
  for (const { file, fromTick, toTick } of await archivedParts(db)) {
    if (toTick - 1 <= afterTick || fromTick > upToTick) continue
    const path = join(archiveFolder(), file)
    const there = await stat(path).catch(() => undefined)
    if (!there) {
      throw new Error(
        `Ticks ${fromTick} to ${toTick - 1} are in the file ${file}, which is not in ${archiveFolder()}. ` +
          'MUD_ARCHIVE_DIR names the folder.',
      )
    }
    for await (const record of readArchive(path)) {
      if (!isEvent(record) || record[1] <= afterTick) continue
      if (record[1] > upToTick) break
      if (page.push(record) < pageRows) continue
      yield page
      page = []
    }
  }
  if (page.length > 0) yield page
}
