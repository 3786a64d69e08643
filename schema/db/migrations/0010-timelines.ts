/** The timeline of a shard, and which world files were read last. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // The files that were loaded last, by their bytes and by the code that reads them: to read them again
  // would take long in a large world and tell nothing new.
  await sql`
    create table world_files (
      shard int primary key,
      files text not null,
      world text not null
    )`.execute(db)
}
