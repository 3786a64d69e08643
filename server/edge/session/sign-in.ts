/** Sign-in for every kind of client: accounts, limits on tries, bans, and the session to play. */
import type { RejectCode } from '../../../schema/frames/server.ts'
import type { SessionId } from '../../../schema/ids.ts'
import { checkName, nameLettersMax } from '../../../schema/names.ts'
import type { Role } from '../../../schema/roles.ts'
import { randomId, randomNumber } from '../../platform/ambient.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'
import type { AccountJournal, SignInMeans, SignInOutcome } from '../accounts/journal.ts'
import { unreadable } from '../accounts/passwords.ts'
import { EndedMeanwhile, type IssuedToken, type Visitor } from '../accounts/tokens.ts'
import { type ClaimParts, claimGuest } from './claim-guest.ts'
import type { Checked, Refused, SignIn, SignInResult } from './ports.ts'
import { wordsOfBan } from './rights.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

export interface SignInSettings {
  readonly guests: boolean
}

type Issued = { readonly ok: true; readonly token: IssuedToken } | Refused

export interface GatewaySignIn extends SignIn {
  /** Checks name and password. */
  check(name: string, password: string, from: Visitor, character?: string): Promise<Checked>
  /** Creates an account. */
  create(name: string, password: string, from: Visitor): Promise<Checked>
  /** Counts a try of somebody who has no password to show; false when there were too many. */
  mayAsk(name: string, from: Visitor): Promise<boolean>
  /** A bearer token for an account that has shown who it is. */
  bearer(account: Account, means: SignInMeans, from: Visitor): Promise<Issued>
}

export interface SignInParts extends Pick<ClaimParts, 'bus' | 'clock'> {
  readonly identity: Identity
  readonly settings: SignInSettings
  readonly throttle: SignInThrottle
  readonly journal: AccountJournal
}

const refused = (code: RejectCode, why: string): Refused => ({ ok: false, code, why })
const tooMany = (retryAfter: number, why: string): Refused => ({
  ...refused('too-many-tries', `${why} ${waitWords(retryAfter)}`),
  retryAfter,
})
const badCredentials = refused('bad-credentials', 'That name and password do not go together.')

function waitWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  return minutes <= 1
    ? 'Wait a minute, then try again.'
    : `Wait ${minutes} minutes, then try again.`
}

/** Every method rejects with the database's error when it is away. */
export function createSignIn(parts: SignInParts): GatewaySignIn {
  const { identity } = parts
  return {
    check: (name, password, from, character) => check(parts, { name, password, character }, from),
    create: (name, password, from) => create(parts, name, password, from),
    bearer: (account, means, from) => bearer(parts, account, means, from),
    mayAsk: async (name, { address }) => (await parts.throttle.allow(name, address)) === 0,
    async register(name, password, from) {
      const made = await create(parts, name, password, from)
      return made.ok ? playByPassword(parts, made.account, 'new-account', from) : made
    },
    async login(name, password, from, character) {
      const checked = await check(parts, { name, password, character }, from)
      return checked.ok ? playByPassword(parts, checked.account, 'password', from) : checked
    },
    guest: (name, from) => playGuest(parts, name, from),
    async claim(session, wanted, from) {
      const attempt = { means: 'claim', from, name: wanted.name } as const
      const waitS = await parts.throttle.allow('', from.address)
      if (waitS > 0) return told(parts, tooMany(waitS, tooManyNew), attempt)
      return told(parts, await claimGuest(parts, session, { ...wanted, from }), attempt)
    },
    async token(token, from) {
      const found = await identity.tokens.accountOf(token)
      if (!found) return told(parts, badCredentials, { means: 'token', from })
      return play(parts, found, { means: 'token', from, signIn: found.signIn })
    },
    resume: (session, secret, from) => resumeSession(parts, session, secret, from),
  }
}

interface Credentials {
  readonly name: string
  readonly password: string
  /** Which character of the account; the one of that name without it. */
  readonly character: string | undefined
}

async function check(
  parts: SignInParts,
  { name, password, character }: Credentials,
  from: Visitor,
): Promise<Checked> {
  const { identity, throttle } = parts
  const attempt = { means: 'password', from, name } as const
  const waitS = await throttle.allow(name, from.address)
  if (waitS > 0) return told(parts, tooMany(waitS, 'Too many tries.'), attempt)
  const account = await identity.accounts.signIn(name, password, character)
  if (account) {
    await throttle.forgive(name, from.address)
    return { ok: true, account }
  }
  const why = unreadable(password)
  return told(parts, why ? refused('bad-password', why) : badCredentials, attempt)
}

async function create(
  parts: SignInParts,
  name: string,
  password: string,
  from: Visitor,
): Promise<Checked> {
  const { identity, throttle } = parts
  const attempt = { means: 'new-account', from, name } as const
  const banned = await banOf(parts, { name, role: 'player' }, from)
  if (banned) return told(parts, banned, attempt)
  const waitS = (await throttle.allow('', from.address)) || (await throttle.allowNew(from.address))
  if (waitS > 0) return told(parts, tooMany(waitS, tooManyNew), attempt)
  const created = await identity.accounts.create(name, password)
  if (!created.ok) return told(parts, created, attempt)
  await throttle.forgive('', from.address)
  return created
}

const tooManyNew = 'Too many new people have come from where you are.'

async function bearer(
  parts: SignInParts,
  account: Account,
  means: SignInMeans,
  from: Visitor,
): Promise<Issued> {
  const attempt = { means, from, account: account.id }
  const banned = await banOf(parts, account, from)
  if (banned) return told(parts, banned, attempt)
  const token = await issued(parts, account, 'bearer', from)
  return token ? told(parts, { ok: true, token }, attempt) : told(parts, badCredentials, attempt)
}

/** Null when the account has moved on since it was checked. */
async function issued(
  { identity }: SignInParts,
  account: Account,
  purpose: 'bearer' | 'played',
  from: Visitor,
): Promise<IssuedToken | null> {
  return identity.tokens.issue(account, purpose, from).catch((error: unknown) => {
    if (error instanceof EndedMeanwhile) return null
    throw error
  })
}

/** A password at a socket is a sign-in of its own, which can be listed and ended like a token. */
async function playByPassword(
  parts: SignInParts,
  account: Account,
  means: 'password' | 'new-account',
  from: Visitor,
): Promise<SignInResult> {
  const attempt = { means, from, account: account.id }
  const banned = await banOf(parts, account, from)
  if (banned) return told(parts, banned, attempt)
  const token = await issued(parts, account, 'played', from)
  if (!token) return told(parts, badCredentials, attempt)
  return play(parts, account, { means, from, signIn: token.id })
}

interface Way {
  readonly means: SignInMeans
  readonly from: Visitor
  readonly signIn: string
}

/** Opens a new session for the character of an account. */
async function play(
  parts: SignInParts,
  account: Account,
  { means, from, signIn }: Way,
): Promise<SignInResult> {
  const { id, character, name, role } = account
  const attempt = { means, from, account: id }
  const banned = await banOf(parts, account, from)
  if (banned) return told(parts, banned, attempt)
  const session = newSessionId()
  const person = { character, name, role, account: id }
  const opened = await parts.identity.sessions.open({
    id: session,
    ...person,
    signIn,
    address: from.address,
  })
  if (!opened) return told(parts, badCredentials, attempt)
  return told(parts, { ok: true, signedIn: { person, session, ...opened } }, attempt)
}

async function playGuest(
  parts: SignInParts,
  wanted: string | undefined,
  from: Visitor,
): Promise<SignInResult> {
  const attempt = { means: 'guest', from } as const
  const answer = (result: SignInResult) => told(parts, result, attempt)
  if (!parts.settings.guests) {
    return answer(refused('no-guests', 'Guests are not let in at the moment.'))
  }
  const chosen = wanted ? checkName(wanted) : { ok: true as const, name: 'Stranger' }
  if (!chosen.ok) return answer(refused('bad-name', chosen.why))
  const banned = await banOf(parts, { name: chosen.name, role: 'guest' }, from)
  if (banned) return answer(banned)
  const waitS = await parts.throttle.allowNew(from.address)
  if (waitS > 0) return answer(tooMany(waitS, tooManyNew))
  const session = newSessionId()
  const guest = { character: `g${randomId(12)}`, role: 'guest' as const }
  const { name, resume } = await parts.identity.sessions.openGuest(
    { id: session, ...guest, address: from.address },
    guestNames(chosen.name),
  )
  return answer({ ok: true, signedIn: { person: { ...guest, name }, session, resume } })
}

async function resumeSession(
  parts: SignInParts,
  session: SessionId,
  secret: string,
  from: Visitor,
): Promise<SignInResult> {
  const row = await parts.identity.sessions.resume(session, secret)
  if (!row) return told(parts, badCredentials, { means: 'resume', from })
  const { character, name, role, account, resume } = row
  const attempt = { means: 'resume', from, ...(account ? { account } : {}) } as const
  const banned = await banOf(parts, row, from)
  if (banned) return told(parts, banned, attempt)
  const person = { character, name, role, ...(account ? { account } : {}) }
  return told(parts, { ok: true, signedIn: { person, session: row.id, resume } }, attempt)
}

async function banOf(
  { identity }: SignInParts,
  { name, role }: { readonly name: string; readonly role: Role },
  { address }: Visitor,
): Promise<Refused | null> {
  const ban = await identity.bans.against({ name, role, address })
  return ban && refused('banned', wordsOfBan(ban))
}

/** Writes down how a try ended, and gives the answer on. */
function told<Answer extends { readonly ok: boolean }>(
  { journal }: SignInParts,
  answer: Answer,
  attempt: Omit<Parameters<AccountJournal['attempt']>[0], 'outcome'>,
): Answer {
  const outcome = 'code' in answer ? outcomeOf(answer.code as RejectCode) : 'ok'
  journal.attempt({ ...attempt, outcome })
  return answer
}

function outcomeOf(code: RejectCode): SignInOutcome {
  if (code === 'too-many-tries') return 'throttled'
  if (code === 'banned') return 'banned'
  return code === 'bad-credentials' || code === 'bad-password' ? 'failed' : 'refused'
}

const newSessionId = () => `s${randomId(11)}`

const nameTries = 40

/** Names for a guest, each with a longer number than the last few: nobody can register one with a number. */
function* guestNames(wanted: string): Generator<string> {
  for (let tried = 0; tried < nameTries; tried += 1) {
    const low = 10 ** (2 + Math.floor(tried / 8))
    const number = String(randomNumber(low, 10 * low - 1))
    yield `${wanted.slice(0, nameLettersMax - 3 - number.length)}${number}`
  }
}
