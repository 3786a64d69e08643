/** Sign-in behind every client: accounts, throttles, bans, and the session that is played. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { checkName } from '../../../schema/names.ts'
import { randomId, randomNumber } from '../../platform/ambient.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'
import type { SignIn, SignInResult } from './ports.ts'

export interface SignInSettings {
  /** Tries per name and per address in ten minutes; 0 for no limit. */
  readonly triesPerTenMinutes: number
  readonly guests: boolean
}

const tenMinutesS = 600
const tooMany: SignInResult = {
  ok: false,
  code: 'too-many-tries',
  why: 'Too many tries. Wait a few minutes, then try again.',
}
const badCredentials: SignInResult = {
  ok: false,
  code: 'bad-credentials',
  why: 'That name and password do not go together.',
}

export interface GatewaySignIn extends SignIn {
  /** Checks name and password for HTTP; null counts as a try. */
  account(name: string, password: string, address: string): Promise<Account | null | 'throttled'>
  /** Creates an account for HTTP. */
  create(
    name: string,
    password: string,
    address: string,
  ): Promise<{ ok: true; account: Account } | { ok: false; code: string; why: string }>
}

export function gatewaySignIn(identity: Identity, settings: SignInSettings): GatewaySignIn {
  const { accounts, tokens, sessions, bans } = identity
  const throttle = signInThrottle(settings.triesPerTenMinutes)

  async function play(account: Account, address: string): Promise<SignInResult> {
    const ban = await bans.against(account.name, address)
    if (ban) return { ok: false, code: 'banned', why: banWords(ban.reason) }
    const session = `s${randomId(11)}`
    const { character, name, role } = account
    const row = { id: session, account: account.id, character, name, role }
    const { resume } = await sessions.open(row)
    const person = { character, name, role, account: account.id }
    return { ok: true, signedIn: { person, session, resume } }
  }

  async function account(name: string, password: string, address: string) {
    if (!(await throttle.allow(name, address))) return 'throttled' as const
    const found = await accounts.signIn(name, password)
    if (found) await throttle.forgive(name, address)
    return found
  }

  async function create(name: string, password: string, address: string) {
    if (!(await throttle.allow('', address))) {
      return {
        ok: false as const,
        code: 'too-many-tries',
        why: 'Too many tries. Wait a few minutes.',
      }
    }
    const created = await accounts.create(name, password)
    if (created.ok) await throttle.forgive('', address)
    return created
  }

  return {
    account,
    create,
    async register(name, password, address) {
      const created = await create(name, password, address)
      return created.ok ? play(created.account, address) : created
    },
    async login(name, password, address) {
      const found = await account(name, password, address)
      if (found === 'throttled') return tooMany
      return found ? play(found, address) : badCredentials
    },
    async guest(name, address) {
      if (!settings.guests) {
        return { ok: false, code: 'no-guests', why: 'Guests are not let in at the moment.' }
      }
      const ban = await bans.against('', address)
      if (ban) return { ok: false, code: 'banned', why: banWords(ban.reason) }
      const chosen = guestName(name)
      if (!chosen.ok) return { ok: false, code: 'bad-name', why: chosen.why }
      const session = `s${randomId(11)}`
      const person = { character: `g${randomId(12)}`, name: chosen.name, role: 'guest' as const }
      const row = { id: session, account: null, ...person }
      const { resume } = await sessions.open(row)
      return { ok: true, signedIn: { person, session, resume } }
    },
    async token(token, address) {
      const found = await tokens.accountOf(token)
      return found ? play(found, address) : badCredentials
    },
    async resume(id, secret, address) {
      const row = await sessions.resume(id, secret)
      if (!row) return badCredentials
      const ban = await bans.against(row.name, address)
      if (ban) return { ok: false, code: 'banned', why: banWords(ban.reason) }
      const { character, name, role } = row
      const person = { character, name, role, ...(row.account ? { account: row.account } : {}) }
      return { ok: true, signedIn: { person, session: row.id, resume: secret } }
    },
  }
}

function banWords(reason: string): string {
  return reason ? `You are not let in: ${reason}` : 'You are not let in.'
}

/** Guests wear a name nobody can register: one with a number. */
function guestName(wanted: string | undefined) {
  const number = randomNumber(100, 999)
  if (!wanted) return { ok: true as const, name: `Stranger${number}` }
  const checked = checkName(wanted)
  return checked.ok ? { ok: true as const, name: `${checked.name.slice(0, 14)}${number}` } : checked
}

/** Per name and per address; the right password forgives the tries before it. */
function signInThrottle(tries: number) {
  if (tries <= 0) return { allow: async () => true, forgive: async () => undefined }
  const byName = new RateLimiterMemory({ points: tries, duration: tenMinutesS })
  const byAddress = new RateLimiterMemory({ points: tries * 3, duration: tenMinutesS })
  const keys = (name: string, address: string): [RateLimiterMemory, string][] => [
    ...(name
      ? ([[byName, `${name.toLowerCase()}|${address}`]] as [RateLimiterMemory, string][])
      : []),
    [byAddress, address],
  ]
  return {
    async allow(name: string, address: string): Promise<boolean> {
      try {
        for (const [limiter, key] of keys(name, address)) await limiter.consume(key)
        return true
      } catch (error) {
        if (error instanceof RateLimiterRes) return false
        throw error
      }
    },
    async forgive(name: string, address: string): Promise<void> {
      for (const [limiter, key] of keys(name, address)) await limiter.reward(key)
    },
  }
}
