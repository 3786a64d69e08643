/**
 * Who calls: the one place that reads tokens and cookies, and that keeps callers out.
 *
 * Every route says in its `config` who may call it. Invariant: `request.account` is the account of a
 * caller who has signed in; on a route that forgot to say so, reading it answers 401.
 */
import fastifyCookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isStaffRole, mayUse, type StaffRole } from '../../../schema/roles.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Guest } from '../accounts/guest-tokens.ts'
import type { Identity } from '../accounts/identity.ts'
import type { IssuedToken, SignedInAccount, Visitor } from '../accounts/tokens.ts'
import { inTime } from './deadline.ts'
import { Problem } from './problems.ts'
import { cookieNameOver, isToken, tokenInCookies } from './session-cookie.ts'

/**
 * - `anybody`: the caller is not looked up
 * - `guest`: `caller` is the account, or null for somebody who has not signed in
 * - `player`: `player` is who has signed in, also as a guest
 * - `account`: only somebody who has signed in
 * - `moderator`, `builder`, `admin`: only an account with the rights of that role
 */
export type CallerKind = 'anybody' | 'guest' | 'player' | 'account' | StaffRole

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; every route of the API says so. */
    caller?: CallerKind
  }
  interface FastifyRequest {
    caller: SignedInAccount | null
    guest: Guest | null
    readonly account: SignedInAccount
    readonly player: Pick<Account, 'character' | 'role'>
    /** Whence the caller comes. */
    readonly visitor: Visitor
  }
}

type CallerParts = Pick<Identity, 'tokens' | 'bans' | 'guestOf'>

/** Adds the cookie parser and the check of callers to every route that is added later. */
export async function addCallers(app: FastifyInstance, identity: CallerParts): Promise<void> {
  await app.register(fastifyCookie)
  app.decorateRequest('caller', null)
  app.decorateRequest('guest', null)
  app.decorateRequest('player', {
    getter() {
      return this.guest ?? this.account
    },
  })
  app.decorateRequest('account', {
    getter() {
      if (this.caller) return this.caller
      throw new Problem(401, 'not-signed-in', 'Sign in first.')
    },
  })
  app.decorateRequest('visitor', {
    getter() {
      return { address: this.address, via: 'http' }
    },
  })
  // Before the body is read: whoever has not signed in gets 401, also with a broken body.
  app.addHook('onRequest', async (request) => {
    const { caller: kind = 'anybody' } = request.routeOptions.config
    if (kind !== 'anybody') await inTime(lookUp(request, kind, identity))
  })
}

/** Finds out who calls, and keeps out whoever may not. */
async function lookUp(
  request: FastifyRequest,
  kind: Exclude<CallerKind, 'anybody'>,
  { tokens, bans, guestOf }: CallerParts,
): Promise<void> {
  const token = tokenOf(request)
  request.caller = token === undefined ? null : await tokens.accountOf(token)
  if (kind === 'guest') return
  if (kind === 'player' && token !== undefined && !request.caller) {
    request.guest = await guestOf(token)
  }
  const { name, role } = request.guest ?? request.account
  if (await bans.against({ name, role, address: request.address })) {
    throw new Problem(403, 'banned', 'You are not let in.')
  }
  if (isStaffRole(kind) && !mayUse(role, kind)) {
    throw new Problem(403, 'not-allowed', `Only for those with the rights of: ${kind}.`)
  }
}

/** The secret that the caller shows: a bearer token, or the cookie of a browser. */
export function tokenOf({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1]
  return isToken(bearer) ? bearer : tokenInCookies(headers.cookie)
}

/** Lets the browser that calls show the token from now on. */
export function setTokenCookie(reply: FastifyReply, { token }: Pick<IssuedToken, 'token'>): void {
  const { protocol } = reply.request
  reply.setCookie(cookieNameOver(protocol), token, {
    ...cookieOptions,
    maxAge: 30 * 86_400,
    secure: protocol === 'https',
  })
}

export function clearTokenCookie(reply: FastifyReply): void {
  const { protocol } = reply.request
  reply.clearCookie(cookieNameOver(protocol), { ...cookieOptions, secure: protocol === 'https' })
}

// No script reads it, and no other site's page makes a browser send it.
const cookieOptions = { path: '/', httpOnly: true, sameSite: 'strict' } as const
