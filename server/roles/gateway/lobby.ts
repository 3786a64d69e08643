/** Answers people who stand before the sign-in, from the database, in time or not at all. */
import type { Accounts } from '../../edge/accounts/accounts.ts'
import { passwordProblem } from '../../edge/accounts/passwords.ts'
import { sessionsOf } from '../../edge/admin-api/facts.ts'
import { inTime } from '../../edge/http/deadline.ts'
import type { Lobby } from '../../edge/telnet/lobby.ts'
import type { Db } from '../../platform/database.ts'

/** At most this many people are named; the rest is counted. */
const namesMax = 100
/** Whoever asks meanwhile gets the same list: callers without an account cannot keep the database busy. */
const freshMs = 1_000

interface LobbyParts {
  readonly db: Db
  readonly accounts: Pick<Accounts, 'lookUp'>
  /** A clock in milliseconds that only grows. */
  readonly mono: () => number
}

export function createLobby({ db, accounts, mono }: LobbyParts): Lobby {
  let asked: ReturnType<typeof presentIn> | undefined
  let askedMs = 0
  return {
    who() {
      if (!asked || mono() - askedMs > freshMs) {
        askedMs = mono()
        asked = presentIn(db)
      }
      return inTime(asked).catch(() => null)
    },
    find: (name) => inTime(accounts.lookUp(name)).catch(() => ({ known: true })),
    problemOf: async (password, name) => (await passwordProblem(password, name))?.why ?? null,
  }
}

async function presentIn(db: Db) {
  const names = (await sessionsOf(db)).map(({ name }) => name).sort()
  return { names: names.slice(0, namesMax), count: names.length }
}
