/** Least rights for the login roles of the embedded default, where those roles exist. */
import type { Kysely } from 'kysely'
import { grant } from './grant.ts'

/** Grants by role and table; everything not listed is refused. */
const grants: Readonly<Record<string, readonly string[]>> = {
  mud_tick: [
    'select, insert, update on shards',
    'select, insert on events',
    'select, insert, update, delete on entities',
    'select, insert, delete on commands',
    'select, insert, delete on outputs',
    'select, insert, delete on jobs',
  ],
  mud_gateway: [
    'select on shards, events, entities, commands, outputs, jobs',
    'select, insert, update, delete on accounts, tokens, sessions, bans',
  ],
  mud_worker: ['select on shards, events, entities, jobs'],
  mud_admin: ['select on all tables in schema public'],
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [role, rights] of Object.entries(grants)) {
    for (const right of rights) await grant(db, role, right)
  }
}
