/** Bans: names and addresses that are kept out, for some time or for good. */
import { canonicalName } from '../../../schema/names.ts'
import { isStaff, type Role } from '../../../schema/roles.ts'
import type { Db } from '../../platform/database.ts'
import { householdOf } from './household.ts'

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
  /** Where the guest of that name came from: no guest from there is let in while the ban is in force. */
  readonly guestsFrom?: string | undefined
}

/** Somebody at a listener. */
export interface Somebody {
  /** Empty for somebody who has none yet. */
  readonly name: string
  readonly role: Role
  readonly address: string
}

export interface BanInForce {
  readonly reason: string
  /** True when it keeps them out. The owner is never kept out, and no moderator, builder or admin by an address. */
  holds(somebody: Somebody): boolean
}

/** Every method rejects with the database's error while it is away. */
export interface Bans {
  /** The ban in force that keeps them out; null when nothing does. The one rule of every listener. */
  against(somebody: Somebody): Promise<{ reason: string } | null>
  inForce(): Promise<readonly BanInForce[]>
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
    async against({ name, role, address }) {
      if (role === 'owner') return null
      const row = await inForce(db, now())
        .where((on) =>
          on.or([
            on.and([on('kind', '=', 'name'), on('value', '=', bannedValue('name', name))]),
            ...(isStaff(role)
              ? []
              : [
                  on.and([
                    on('kind', '=', 'address'),
                    on('value', '=', bannedValue('address', address)),
                  ]),
                ]),
            ...(role === 'guest' ? [on('guests_from', '=', address)] : []),
          ]),
        )
        .executeTakeFirst()
      return row ? { reason: row.reason } : null
    },
    async inForce() {
      const rows = await inForce(db, now()).execute()
      return rows.map(({ kind, value, guests_from, reason }) => ({
        reason,
        holds: ({ name, role, address }) =>
          role !== 'owner' &&
          ((value === bannedValue(kind, kind === 'name' ? name : address) &&
            !(kind === 'address' && isStaff(role))) ||
            (role === 'guest' && guests_from === address)),
      }))
    },
    async add({ kind, target, reason, by, minutes, guestsFrom }) {
      const expires_at = minutes === undefined ? null : new Date(now() + minutes * 60_000)
      const ban = { reason, by, expires_at, guests_from: guestsFrom ?? null }
      await db
        .insertInto('bans')
        .values({ kind, value: bannedValue(kind, target), ...ban })
        .onConflict((on) => on.columns(['kind', 'value']).doUpdateSet(ban))
        .execute()
    },
    async lift(kind, target) {
      await db
        .deleteFrom('bans')
        .where('kind', '=', kind)
        .where('value', '=', bannedValue(kind, target))
        .execute()
    },
    list: () =>
      db
        .selectFrom('bans')
        .select(['id', 'kind', 'value', 'reason', 'by', 'expires_at'])
        .orderBy('value')
        .execute(),
  }
}

const inForce = (db: Db, nowMs: number) =>
  db
    .selectFrom('bans')
    .select(['kind', 'value', 'guests_from', 'reason'])
    .where((on) => on.or([on('expires_at', 'is', null), on('expires_at', '>', new Date(nowMs))]))

/** Names are banned in every spelling that signs in, addresses as far as one household has them. */
function bannedValue(kind: BanKind, target: string): string {
  return kind === 'name' ? canonicalName(target) : householdOf(target)
}
