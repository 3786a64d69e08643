/** Accounts and the ways to sign in over HTTP (PROTOCOL 4). */
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { roleSchema } from '../../../schema/roles.ts'
import type { Account } from '../accounts/accounts.ts'
import type { SignInMeans } from '../accounts/journal.ts'
import type { Checked, Refused } from '../session/ports.ts'
import type { GatewaySignIn } from '../session/sign-in.ts'
import type { AccountRouteParts } from './account-parts.ts'
import { setTokenCookie } from './callers.ts'
import type { HttpApp } from './http-server.ts'
import { addOwnRoutes } from './own-routes.ts'
import { addPasswordRoutes } from './password-routes.ts'
import { Problem } from './problems.ts'
import { addSessionRoutes } from './session-routes.ts'

const credentials = z.strictObject({
  name: z.string().min(1).max(60),
  password: z.string().min(1).max(1_000),
})
const entering = credentials.extend({
  character: z.string().min(1).max(60).optional().describe('Which of its characters to play'),
})
const issued = z.object({ token: z.string(), expires: z.date() })
const created = issued.extend({
  account: z.object({ id: z.string(), name: z.string(), role: roleSchema }),
  character: z.object({ id: z.string(), name: z.string() }),
})
const linkParams = z.object({ token: z.string() })

export function addAccountRoutes(app: HttpApp, parts: AccountRouteParts): void {
  addAccounts(app, parts)
  addClaim(app, parts)
  addSignIn(app, parts)
  addSessionRoutes(app, parts)
  addPasswordRoutes(app, parts.desk)
  addOwnRoutes(app, parts)
  addLinks(app, parts)
}

function addAccounts(app: HttpApp, { signIn }: AccountRouteParts): void {
  app.post(
    '/v1/accounts',
    {
      config: { caller: 'anybody' },
      schema: {
        tags: ['accounts'],
        summary: 'Creates an account with a character of the same name, and signs in',
        body: credentials,
        response: { 201: created },
        problems: [401, 403, 409, 422, 429],
      },
    },
    async (request, reply) => {
      const { name, password } = request.body
      const made = await signIn.create(name, password, request.visitor)
      return answerCreated(signIn, { made, means: 'new-account' }, reply)
    },
  )
}

function addClaim(app: HttpApp, { signIn }: AccountRouteParts): void {
  app.post(
    '/v1/accounts/claim',
    {
      config: { caller: 'player' },
      schema: {
        tags: ['accounts'],
        summary: 'Makes an account of the guest who asks, in place, and signs in',
        body: credentials,
        response: { 201: created },
        problems: [403, 409, 422, 429],
      },
    },
    async (request, reply) => {
      const { guest, body, visitor } = request
      if (!guest) throw new Problem(409, 'no-guest', 'You have a name of your own already.')
      const made = await signIn.claim(guest.session, body, visitor)
      return answerCreated(signIn, { made, means: 'claim' }, reply)
    },
  )
}

/** The account that was made, and the sign-in that comes with it. */
async function answerCreated(
  signIn: GatewaySignIn,
  { made, means }: { readonly made: Checked; readonly means: SignInMeans },
  reply: FastifyReply,
) {
  if (!made.ok) throw refusal(made, reply)
  const token = await giveToken(signIn, { account: made.account, means }, reply)
  const { id, name, role, character } = made.account
  reply.code(201)
  return { account: { id, name, role }, character: { id: character, name }, ...token }
}

const statuses: Readonly<Partial<Record<Refused['code'], number>>> = {
  'name-taken': 409,
  'too-many-tries': 429,
  banned: 403,
  'bad-credentials': 401,
}

/** A refusal as HTTP says it; one that passes by itself says when. */
function refusal({ code, why, retryAfter }: Refused, reply: FastifyReply): Problem {
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter))
  return new Problem(statuses[code] ?? 422, code, why)
}

function addSignIn(app: HttpApp, { signIn }: AccountRouteParts): void {
  app.post(
    '/v1/sessions',
    {
      config: { caller: 'anybody' },
      schema: {
        tags: ['accounts'],
        summary: 'Signs in; sets the session cookie',
        body: entering,
        response: { 201: issued },
        problems: [401, 403, 422, 429],
      },
    },
    async (request, reply) => {
      const { name, password, character } = request.body
      const found = await signIn.check(name, password, request.visitor, character)
      // A password that cannot be read is a wrong one to programs.
      if (!found.ok && found.code === 'bad-password') {
        throw new Problem(401, 'bad-credentials', found.why)
      }
      if (!found.ok) throw refusal(found, reply)
      const token = await giveToken(signIn, { account: found.account, means: 'password' }, reply)
      reply.code(201)
      return token
    },
  )
}

function addLinks(app: HttpApp, { identity, signIn, journal }: AccountRouteParts): void {
  // A link is used up by a POST from the page that it opens: a mail scanner's GET must not use it up.
  app.get(
    '/v1/links/:token',
    {
      config: { caller: 'anybody' },
      schema: {
        tags: ['accounts'],
        summary: 'Opens the page that uses up a sign-in link',
        params: linkParams,
        response: { 302: z.undefined() },
      },
    },
    async (request, reply) => reply.redirect(`/?link=${encodeURIComponent(request.params.token)}`),
  )
  app.post(
    '/v1/links/:token',
    {
      config: { caller: 'anybody' },
      schema: {
        tags: ['accounts'],
        summary: 'Uses up a sign-in link; sets the session cookie',
        params: linkParams,
        response: { 201: issued.extend({ name: z.string() }) },
        problems: [401, 403],
      },
    },
    async (request, reply) => {
      const account = await identity.tokens.spendLink(request.params.token)
      if (!account) {
        journal.attempt({ means: 'link', outcome: 'failed', from: request.visitor })
        throw new Problem(401, 'bad-link', 'This link has been used or is too old.')
      }
      const token = await giveToken(signIn, { account, means: 'link' }, reply)
      reply.code(201)
      return { ...token, name: account.name }
    },
  )
}

interface Entering {
  readonly account: Account
  readonly means: SignInMeans
}

/** A bearer token, which the browser that called shows as a cookie from now on. */
async function giveToken(
  signIn: GatewaySignIn,
  { account, means }: Entering,
  reply: FastifyReply,
): Promise<{ token: string; expires: Date }> {
  const made = await signIn.bearer(account, means, reply.request.visitor)
  if (!made.ok) throw refusal(made, reply)
  const { token, expires } = made.token
  setTokenCookie(reply, { token })
  return { token, expires }
}
