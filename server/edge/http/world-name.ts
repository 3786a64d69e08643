/** The world's name as players read it, from its definition in the store. */
import { definitionId } from '../../../schema/definitions.ts'
import type { Definition } from '../../../schema/entities.ts'
import type { Db } from '../../platform/database.ts'

export interface WorldName {
  readonly current: () => string
  stop(): void
}

const refreshMs = 60_000

/** Reads the name now and again every minute; `fallback` is shown until a world has been loaded. */
export async function openWorldName(db: Db, shard: number, fallback: string): Promise<WorldName> {
  let name = fallback
  const read = async () => {
    const row = await db
      .selectFrom('entities')
      .select('body')
      .where('shard', '=', shard)
      .where('id', '=', definitionId('world', 'world'))
      .executeTakeFirst()
    if (!row) return
    const { data } = JSON.parse(row.body.toString('utf8')) as Definition
    name = (data as { name?: string }).name ?? fallback
  }
  // While the store is away the old name stays.
  const quietly = () => read().catch(() => undefined)
  await quietly()
  const timer = setInterval(() => void quietly(), refreshMs)
  return { current: () => name, stop: () => clearInterval(timer) }
}
