import { type Kysely, sql } from 'kysely'

/** External databases may use one role for everything; a missing role is not a failure. */
export async function grant(db: Kysely<unknown>, role: string, right: string): Promise<void> {
  await ifThere(db, role, `grant ${right} to ${role}`)
}

/** Takes back what an earlier migration has granted. */
export async function revoke(db: Kysely<unknown>, role: string, right: string): Promise<void> {
  await ifThere(db, role, `revoke ${right} from ${role}`)
}

async function ifThere(db: Kysely<unknown>, role: string, statement: string): Promise<void> {
  await sql`
    do $$ begin
      if exists (select from pg_roles where rolname = '${sql.raw(role)}') then
        ${sql.raw(statement)};
      end if;
    end $$`.execute(db)
}
