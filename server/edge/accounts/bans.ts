/** Bans: names and addresses that are kept out, for some time or for good. */
import { canonicalName } from '../../../schema/names.ts'
import type { Db } from '../../platform/database.ts'

export type BanKind = 'name' | 'address'

export interface NewBan {
  readonly kind: BanKind
  /** The name (of an account or a guest) or the address. */
  readonly target: string
  readonly reason: string
  /** Name of the admin. */
  readonly by: string
  /** Without it the ban lasts until it is lifted. */
  readonly minutes?: number | undefined
}

/** Every method rejects with the database's error while it is away. */
export interface Bans {
  /** The ban in force that keeps this name or this address out; null when nothing does. */
  against(name: string, address: string): Promise<{ reason: string } | null>
  /** Adds the ban, in place of an earlier one of the same name or address. */
  add(ban: NewBan): Promise<void>
  lift(kind: BanKind, target: string): Promise<void>
  /** Every ban, also those that have expired, in the order of what they keep out. */
  list(): Promise<readonly Ban[]>
}

export interface Ban {
  readonly id: string
  readonly kind: BanKind
  readonly value: string
  readonly reason: string
  readonly by: string
  readonly expires_at: Date | null
}

/** `now`: milliseconds since the epoch. */
export function createBans(db: Db, now: () => number): Bans {
  return {
    async against(name, address) {
      const row = await db
        .selectFrom('bans')
        .select('reason')
        .where((on) =>
          on.or([
            on.and([on('kind', '=', 'name'), on('value', '=', bannedValue('name', name))]),
            on.and([on('kind', '=', 'address'), on('value', '=', address)]),
          ]),
        )
        .where((on) =>
          on.or([on('expires_at', 'is', null), on('expires_at', '>', new Date(now()))]),
        )
        .executeTakeFirst()
      return row ?? null
    },
    async add({ kind, target, reason, by, minutes }) {
      const expires_at = minutes === undefined ? null : new Date(now() + minutes * 60_000)
      await db
        .insertInto('bans')
        .values({ kind, value: bannedValue(kind, target), reason, by, expires_at })
        .onConflict((on) => on.columns(['kind', 'value']).doUpdateSet({ reason, by, expires_at }))
        .execute()
    },
    async lift(kind, target) {
      await db
        .deleteFrom('bans')
        .where('kind', '=', kind)
        .where('value', '=', bannedValue(kind, target))
        .execute()
    },
    list: () => db.selectFrom('bans').selectAll().orderBy('value').execute(),
  }
}

/** Names are banned in every spelling that signs in. */
function bannedValue(kind: BanKind, target: string): string {
  return kind === 'name' ? canonicalName(target) : target
}
