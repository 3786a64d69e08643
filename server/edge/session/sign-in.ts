/** Sign-in for every kind of client: accounts, limits on tries, bans, and the session to play. */
import type { RejectCode } from '../../../schema/frames/server.ts'
import type { SessionId } from '../../../schema/ids.ts'
import { checkName } from '../../../schema/names.ts'
import { randomId, randomNumber } from '../../platform/ambient.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Bans } from '../accounts/bans.ts'
import type { Identity } from '../accounts/identity.ts'
import { unreadable } from '../accounts/passwords.ts'
import type { SignIn, SignInResult } from './ports.ts'
import { createSignInThrottle, type SignInThrottle } from './sign-in-throttle.ts'

export interface SignInSettings {
  /** Tries per name and per address in ten minutes; 0 for no limit. */
  readonly triesPerTenMinutes: number
  readonly guests: boolean
}

type Refused = Extract<SignInResult, { ok: false }>
type Created = { readonly ok: true; readonly account: Account } | Refused

export interface GatewaySignIn extends SignIn {
  /** Checks name and password for HTTP; null counts as a try. */
  account(name: string, password: string, address: string): Promise<Account | null | 'throttled'>
  /** Creates an account for HTTP. */
  create(name: string, password: string, address: string): Promise<Created>
}

interface Parts {
  readonly identity: Identity
  readonly settings: SignInSettings
  readonly throttle: SignInThrottle
}

const refused = (code: RejectCode, why: string): Refused => ({ ok: false, code, why })
const tooMany = refused('too-many-tries', 'Too many tries. Wait a few minutes, then try again.')
const tooManyNew = refused(
  'too-many-tries',
  'Too many new people have come from where you are. Wait a few minutes, then try again.',
)
const badCredentials = refused('bad-credentials', 'That name and password do not go together.')

/** Every method rejects with the database's error when it is away. */
export function createSignIn(identity: Identity, settings: SignInSettings): GatewaySignIn {
  const throttle = createSignInThrottle(settings.triesPerTenMinutes)
  const parts: Parts = { identity, settings, throttle }
  return {
    account: (name, password, address) => accountOf(parts, name, password, address),
    create: (name, password, address) => createAccount(parts, name, password, address),
    async register(name, password, address) {
      const created = await createAccount(parts, name, password, address)
      return created.ok ? playAccount(parts, created.account, address) : created
    },
    async login(name, password, address) {
      const found = await accountOf(parts, name, password, address)
      if (found === 'throttled') return tooMany
      const why = unreadable(password)
      if (why) return refused('bad-password', why)
      return found ? playAccount(parts, found, address) : badCredentials
    },
    guest: (name, address) => playGuest(parts, name, address),
    async token(token, address) {
      const found = await identity.tokens.accountOf(token)
      return found ? playAccount(parts, found, address) : badCredentials
    },
    resume: (session, secret, address) => resumeSession(parts, session, secret, address),
  }
}

async function accountOf(
  { identity, throttle }: Parts,
  name: string,
  password: string,
  address: string,
): Promise<Account | null | 'throttled'> {
  if (!(await throttle.allow(name, address))) return 'throttled'
  const found = await identity.accounts.signIn(name, password)
  if (found) await throttle.forgive(name, address)
  return found
}

async function createAccount(
  { identity, throttle }: Parts,
  name: string,
  password: string,
  address: string,
): Promise<Created> {
  if (!(await throttle.allow('', address))) return tooMany
  if (!(await throttle.allowNew(address))) return tooManyNew
  const created = await identity.accounts.create(name, password)
  if (created.ok) await throttle.forgive('', address)
  return created
}

/** Opens a new session for the character of an account. */
async function playAccount(
  { identity }: Parts,
  account: Account,
  address: string,
): Promise<SignInResult> {
  const banned = await banOf(identity.bans, account.name, address)
  if (banned) return banned
  const session = newSessionId()
  const { id, character, name, role } = account
  const { resume } = await identity.sessions.open({
    id: session,
    account: id,
    character,
    name,
    role,
  })
  return { ok: true, signedIn: { person: { character, name, role, account: id }, session, resume } }
}

async function playGuest(
  { identity, settings, throttle }: Parts,
  wanted: string | undefined,
  address: string,
): Promise<SignInResult> {
  if (!settings.guests) return refused('no-guests', 'Guests are not let in at the moment.')
  const banned = await banOf(identity.bans, '', address)
  if (banned) return banned
  const chosen = guestName(wanted)
  if (!chosen.ok) return refused('bad-name', chosen.why)
  if (!(await throttle.allowNew(address))) return tooManyNew
  const session = newSessionId()
  const person = { character: `g${randomId(12)}`, name: chosen.name, role: 'guest' as const }
  const { resume } = await identity.sessions.open({ id: session, account: null, ...person })
  return { ok: true, signedIn: { person, session, resume } }
}

async function resumeSession(
  { identity }: Parts,
  session: SessionId,
  secret: string,
  address: string,
): Promise<SignInResult> {
  const row = await identity.sessions.resume(session, secret)
  if (!row) return badCredentials
  const banned = await banOf(identity.bans, row.name, address)
  if (banned) return banned
  const { character, name, role, account } = row
  const person = { character, name, role, ...(account ? { account } : {}) }
  return { ok: true, signedIn: { person, session: row.id, resume: secret } }
}

async function banOf(bans: Bans, name: string, address: string): Promise<Refused | null> {
  const ban = await bans.against(name, address)
  if (!ban) return null
  return refused('banned', ban.reason ? `You are not let in: ${ban.reason}` : 'You are not let in.')
}

const newSessionId = () => `s${randomId(11)}`

/** The name of a guest ends in a number, so that nobody can register it. */
function guestName(wanted: string | undefined) {
  const number = randomNumber(100, 999)
  if (!wanted) return { ok: true as const, name: `Stranger${number}` }
  const checked = checkName(wanted)
  return checked.ok ? { ok: true as const, name: `${checked.name.slice(0, 14)}${number}` } : checked
}
