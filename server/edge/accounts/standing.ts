/** Whether what is open may stay open: asked of the store for many at once. */
import type { AccountId } from '../../../schema/ids.ts'
import type { Role } from '../../../schema/roles.ts'
import type { Db } from '../../platform/database.ts'
import type { BanInForce, Bans } from './bans.ts'
import type { OpenGuest, Sessions } from './sessions.ts'
import type { Tokens, Visitor } from './tokens.ts'

/** Somebody who was let in. */
export interface LetIn extends Pick<Visitor, 'address'> {
  /** The row whose end ends it: the session that is played, or the sign-in of a stream over HTTP. */
  readonly by: 'session' | 'sign-in'
  readonly id: string
  /** Null for guests. */
  readonly account: AccountId | null
  readonly name: string
  /** What else is known of a session that is played. */
  readonly played?: Pick<OpenGuest, 'character' | 'role' | 'resume'>
}

/** What the store says of somebody who was let in. */
export type Verdict =
  | {
      readonly may: true /** What the account may do now; null for guests. */
      readonly role: Role | null
    }
  | { readonly may: false; readonly why: 'signed-out' }
  | { readonly may: false; readonly why: 'banned'; readonly reason: string }

export interface Standing {
  /** The store has gone back in time while these were open: what it needs to know of them it is told again. */
  recover(those: readonly LetIn[]): Promise<void>
  /** The verdict of each, in their order. Rejects with the database's error while it is away. */
  of(those: readonly LetIn[]): Promise<readonly Verdict[]>
}

interface StandingParts {
  readonly bans: Bans
  readonly tokens: Tokens
  readonly sessions: Pick<Sessions, 'recoverGuests'>
}

export function createStanding(db: Db, { bans, tokens, sessions }: StandingParts): Standing {
  return {
    async recover(those) {
      const guests = those.flatMap(({ id, account, name, address, played }) =>
        account === null && played ? [{ id, name, address, ...played }] : [],
      )
      if (guests.length > 0) await sessions.recoverGuests(guests)
    },
    async of(those) {
      const idsBy = (by: LetIn['by']) => those.filter((one) => one.by === by).map(({ id }) => id)
      const played = idsBy('session')
      const [rolesPlayed, signIns, inForce] = await Promise.all([
        rolesOfSessions(db, played),
        rolesOfSignIns(db, idsBy('sign-in')),
        bans.inForce(),
        played.length > 0 ? tokens.keep(played) : undefined,
      ])
      const roles = { session: rolesPlayed, 'sign-in': signIns }
      return those.map((one) => verdictOf(one, roles[one.by], inForce))
    },
  }
}

type Roles = ReadonlyMap<string, Role | null>

function verdictOf(one: LetIn, roles: Roles, bans: readonly BanInForce[]): Verdict {
  const role = roles.get(one.id)
  if (role === undefined) return { may: false, why: 'signed-out' }
  const ban = bans.find((ban) => ban.holds({ ...one, role: role ?? 'guest' }))
  return ban ? { may: false, why: 'banned', reason: ban.reason } : { may: true, role }
}

async function rolesOfSessions(db: Db, ids: readonly string[]): Promise<Roles> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('sessions')
    .leftJoin('accounts', 'accounts.id', 'sessions.account')
    .select(['sessions.id', 'accounts.role'])
    .where('sessions.id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, role }) => [id, role]))
}

async function rolesOfSignIns(db: Db, ids: readonly string[]): Promise<Roles> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('tokens')
    .innerJoin('accounts', 'accounts.id', 'tokens.account')
    .select(['tokens.id', 'accounts.role'])
    .where('tokens.id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, role }) => [id, role]))
}
