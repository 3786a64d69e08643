/** Sessions by which characters are played, and the secrets that resume them. */

import type { AccountId, CharacterId } from '../../../schema/ids.ts'
import { skeletonOf } from '../../../schema/names.ts'
import type { Role } from '../../../schema/roles.ts'
import type { Db } from '../../platform/database.ts'
import { digestOf } from './digest.ts'
import { isResumedBy, resumeSecret, resumesBefore } from './resume-secrets.ts'

export interface PlayedSession {
  readonly id: string
  /** The account's id; null for guests. */
  readonly account: AccountId | null
  readonly character: CharacterId
  readonly name: string
  readonly role: Role
}

/** A new session of an account, with the sign-in that it ends with and where it was opened. */
export interface NewSession extends PlayedSession {
  readonly account: AccountId
  /** Null where no sign-in ends it. */
  readonly signIn: string | null
  readonly address: string
}

/** A new session of a guest, who is still to be named. */
export type NewGuest = Omit<NewSession, 'account' | 'signIn' | 'name'>

/** The session of a guest who is connected, with the secret that its client was given last. */
export interface OpenGuest extends Omit<PlayedSession, 'account'> {
  readonly address: string
  readonly resume: string
}

/** Every method rejects with the database's error while it is away. */
export interface Sessions {
  /** Records the session; returns the secret that resumes it, or null when its sign-in has ended. */
  open(session: NewSession): Promise<{ resume: string } | null>
  /** Records the session under the first of the names that no other guest has; rejects when all are had. */
  openGuest(guest: NewGuest, names: Iterable<string>): Promise<{ name: string; resume: string }>
  /**
   * The session that `secret` resumes, with the role its account has now and the secret for the next time;
   * null when there is none. The secret that was used stays good until the new one has been used, because
   * nobody knows whether the client has read it; and one that is later than the store knows is good as well.
   */
  resume(id: string, secret: string): Promise<(PlayedSession & { resume: string }) | null>
  /** The store has gone back in time while these were connected: what it knows no more it is told again. */
  recoverGuests(open: readonly OpenGuest[]): Promise<void>
  /** Ends the sessions of a guest that is called so; returns where they were opened last, if there are any. */
  endGuest(name: string): Promise<string | undefined>
}

export function createSessions(db: Db): Sessions {
  return {
    async open({ signIn, ...session }) {
      const resume = resumeSecret(session.id, 0)
      try {
        await db
          .insertInto('sessions')
          .values({ ...session, sign_in: signIn, resume_hash: digestOf(resume) })
          .execute()
      } catch (error) {
        if (isForeignKey(error)) return null
        throw error
      }
      return { resume }
    },
    openGuest: (guest, names) => openGuest(db, guest, names),
    async resume(id, secret) {
      const count = resumesBefore(id, secret) + 1
      const resume = resumeSecret(id, count)
      const row = await db
        .updateTable('sessions')
        .set(({ fn, val }) => ({
          previous_hash: digestOf(secret),
          resume_hash: digestOf(resume),
          resumes: fn<number>('greatest', ['resumes', val(count)]),
        }))
        .where('id', '=', id)
        .where(isResumedBy(id, secret))
        .returning(['id', 'account', 'character', 'name', 'role'])
        .returning((from) =>
          from
            .selectFrom('accounts')
            .select('accounts.role')
            .whereRef('accounts.id', '=', 'sessions.account')
            .as('account_role'),
        )
        .executeTakeFirst()
      if (!row) return null
      const { account_role, ...session } = row
      return { ...session, role: account_role ?? session.role, resume }
    },
    recoverGuests: (open) => recoverGuests(db, open),
    async endGuest(name) {
      const ended = await db
        .deleteFrom('sessions')
        .where('account', 'is', null)
        .where((on) => on(on.fn<string>('lower', ['name']), '=', name.trim().toLowerCase()))
        .returning(['address', 'created_at'])
        .execute()
      return ended.toSorted((one, other) => +other.created_at - +one.created_at)[0]?.address
    },
  }
}

async function openGuest(db: Db, guest: NewGuest, names: Iterable<string>) {
  const resume = resumeSecret(guest.id, 0)
  for (const name of names) {
    const { numInsertedOrUpdatedRows: inserted } = await db
      .insertInto('sessions')
      .values(guestRow({ ...guest, name, resume }))
      .onConflict((on) => on.column('guest_skeleton').doNothing())
      .executeTakeFirstOrThrow()
    if (inserted) return { name, resume }
  }
  throw new Error('Every name that was tried belongs to another guest.')
}

const guestRow = ({ resume, ...guest }: OpenGuest) => ({
  ...guest,
  account: null,
  guest_skeleton: skeletonOf(guest.name),
  resume_hash: digestOf(resume),
})

async function recoverGuests(db: Db, open: readonly OpenGuest[]): Promise<void> {
  await db
    .insertInto('sessions')
    .values(open.map(guestRow))
    .onConflict((on) => on.doNothing())
    .execute()
}

/** The row that is named by another one is not there (SQLSTATE 23503). */
const isForeignKey = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23503'
