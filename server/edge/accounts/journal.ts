/**
 * What becomes of accounts, written down and counted: who came in and who was refused, and what was changed
 * of what they may do. An operator sees a guessing attack here, and afterwards what it led to.
 */
import type { AccountId } from '../../../schema/ids.ts'
import { checkName } from '../../../schema/names.ts'
import type { Logger } from '../../platform/log.ts'
import type { Visitor } from './tokens.ts'

/** How a try to come in ended. */
export type SignInOutcome = 'ok' | 'failed' | 'throttled' | 'banned' | 'refused'

/** By what somebody tried to come in. */
export type SignInMeans =
  | 'password'
  | 'token'
  | 'link'
  | 'resume'
  | 'guest'
  | 'claim'
  | 'new-account'

export interface Attempt {
  readonly means: SignInMeans
  readonly outcome: SignInOutcome
  readonly from: Visitor
  readonly account?: AccountId | undefined
  /** As it was typed; written down only where it could be a name. People type passwords there. */
  readonly name?: string | undefined
}

/** What was changed of what an account may do. */
export type AccountChange =
  | 'signed-out'
  | 'signed-out-everywhere'
  | 'password-changed'
  | 'character-added'
  | 'leaving'
  | 'reset-link-made'
  | 'role-changed'
  | 'banned'
  | 'ban-lifted'
  | 'sent-away'

export interface AccountJournal {
  attempt(attempt: Attempt): void
  /** `facts`: ids and words of admins; never a secret. */
  changed(change: AccountChange, facts: Readonly<Record<string, unknown>>): void
}

export interface JournalCounts {
  readonly signIn: (means: SignInMeans, outcome: SignInOutcome) => void
  readonly accountChange: (change: AccountChange) => void
}

export function createJournal(log: Pick<Logger, 'info'>, counts: JournalCounts): AccountJournal {
  return {
    attempt({ means, outcome, from: { via, address }, account, name }) {
      counts.signIn(means, outcome)
      const who = {
        ...(account === undefined ? {} : { account }),
        ...(name !== undefined && checkName(name).ok ? { name } : {}),
      }
      log.info(
        { event: 'sign-in', means, outcome, via, address, ...who },
        'somebody tried to come in',
      )
    },
    changed(change, facts) {
      counts.accountChange(change)
      log.info({ event: 'account-changed', change, ...facts }, 'the rights of somebody changed')
    },
  }
}
