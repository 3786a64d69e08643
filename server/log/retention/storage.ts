/** What is kept, how much of it there is, and how it grows. */
import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import type { StorageRow } from '../../../schema/admin.ts'

/** The newest sample of every kind, compared with the oldest of the week before it. */
export async function storageOf(db: Reader): Promise<StorageRow[]> {
  const { rows } = await sql<StorageRow>`
    select distinct on (now_.kind) now_.kind, now_.rows::float8 as rows, now_.bytes::float8 as bytes,
      round((now_.bytes - before.bytes)::numeric / (now_.day - before.day))::float8 as "bytesPerDay"
    from storage_samples now_ left join storage_samples before
      on before.kind = now_.kind and before.day < now_.day and before.day >= now_.day - 7
    where now_.day = (select max(day) from storage_samples)
    order by now_.kind, before.day`.execute(db)
  return rows
}
