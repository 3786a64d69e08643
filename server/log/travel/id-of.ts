/** What people call a thing, as its id. */
import { skeletonsOf } from '../../../schema/names.ts'
import type { Db } from '../../platform/database.ts'

/** The id of what a person means: an id as it is, or the name of a character. */
export async function idOf(db: Db, text: string): Promise<string> {
  const character = await db
    .selectFrom('characters')
    .select('id')
    .where((on) => on.or([on('account', '=', text), on('skeleton', 'in', skeletonsOf(text))]))
    .orderBy('created_at')
    .executeTakeFirst()
  return character?.id ?? text
}
