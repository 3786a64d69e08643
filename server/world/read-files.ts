/**
 * Remembers which world files were read last. A large world takes many seconds to read and check, and the
 * same files read by the same code say the same.
 */
import { createHash, type Hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { definitionId } from '../../schema/definitions.ts'
import type { Definition } from '../../schema/entities.ts'
import { isBroken, readRow } from '../core/store/sound-rows.ts'
import type { Db } from '../platform/database.ts'
import type { WorldText } from './read-world.ts'

export interface ReadFiles {
  /** True when just these files were read before and the world is theirs. */
  areLoaded(): Promise<boolean>
  /** The files say the world of this digest. Resolves with true, and remembers it, when that is loaded. */
  say(world: string): Promise<boolean>
}

/** What is known of these files. Rejects when the database is away. */
export async function createReadFiles(
  db: Db,
  shard: number,
  texts: readonly WorldText[],
): Promise<ReadFiles> {
  const files = await digestOf(texts)
  return {
    async areLoaded() {
      const known = await db
        .selectFrom('world_files')
        .select('world')
        .where('shard', '=', shard)
        .where('files', '=', files)
        .executeTakeFirst()
      return known !== undefined && known.world === (await loadedDigest(db, shard))
    },
    async say(world) {
      if ((await loadedDigest(db, shard)) !== world) return false
      await db
        .insertInto('world_files')
        .values({ shard, files, world })
        .onConflict((on) => on.column('shard').doUpdateSet({ files, world }))
        .execute()
      return true
    },
  }
}

/** The digest of the world that was loaded last, or undefined before the first time. */
async function loadedDigest(db: Db, shard: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('entities')
    .select(['id', 'kind', 'place', 'body'])
    .where('shard', '=', shard)
    .where('id', '=', definitionId('world', 'world'))
    .executeTakeFirst()
  const loaded = row && readRow(row)
  if (!loaded || isBroken(loaded)) return undefined
  return ((loaded as Definition).data as { digest?: string }).digest
}

/** Folders whose code decides what a file says. */
const readers = ['../../schema', '.'].map((path) => fileURLToPath(new URL(path, import.meta.url)))

async function digestOf(texts: readonly WorldText[]): Promise<string> {
  const hash = createHash('sha256')
  for (const { file, text } of texts) add(hash, file, text)
  for (const folder of readers) {
    const names = await readdir(folder, { recursive: true })
    for (const name of names.filter((one) => one.endsWith('.ts')).sort()) {
      add(hash, name, await readFile(join(folder, name), 'utf8'))
    }
  }
  return hash.digest('hex')
}

/** With lengths, so that no other files give the same bytes. */
function add(hash: Hash, name: string, text: string): void {
  hash.update(`${name.length} ${name} ${text.length} `).update(text)
}
