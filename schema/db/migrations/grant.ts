import { type Kysely, sql } from 'kysely'

/** External databases may use one role for everything; a missing role is not a failure. */
export async function grant(db: Kysely<unknown>, role: string, right: string): Promise<void> {
  await sql`
    do $$ begin
      if exists (select from pg_roles where rolname = '${sql.raw(role)}') then
        grant ${sql.raw(right)} to ${sql.raw(role)};
      end if;
    end $$`.execute(db)
}
