/** Accounts, tokens and sign-in links over HTTP (PROTOCOL 4). */
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { AccountId } from '../../../schema/ids.ts'
import { roleSchema } from '../../../schema/roles.ts'
import type { Identity } from '../accounts/identity.ts'
import type { GatewaySignIn } from '../session/sign-in.ts'
import { clearTokenCookie, refuseBanned, setTokenCookie, tokenOf } from './callers.ts'
import type { HttpApp } from './http-server.ts'
import { Problem } from './problems.ts'

export interface AccountRouteParts {
  readonly identity: Identity
  readonly signIn: GatewaySignIn
}

const credentials = z.strictObject({
  name: z.string().min(1).max(60),
  password: z.string().min(1).max(1_000),
})
const issued = z.object({ token: z.string(), expires: z.date() })
const created = issued.extend({
  account: z.object({ id: z.string(), name: z.string(), role: roleSchema }),
  character: z.object({ id: z.string(), name: z.string() }),
})
const linkParams = z.object({ token: z.string() })

export function addAccountRoutes(app: HttpApp, parts: AccountRouteParts): void {
  addAccounts(app, parts)
  addSessions(app, parts)
  addLinks(app, parts)
}

function addAccounts(app: HttpApp, { identity, signIn }: AccountRouteParts): void {
  app.post(
    '/v1/accounts',
    {
      config: { caller: 'anybody' },
      schema: {
        tags: ['accounts'],
        summary: 'Creates an account with a character of the same name, and signs in',
        body: credentials,
        response: { 201: created },
        problems: [403, 409, 422, 429],
      },
    },
    async (request, reply) => {
      const { name, password } = request.body
      await refuseBanned(identity.bans, { name }, request.address)
      const made = await signIn.create(name, password, request.address)
      if (!made.ok) throw new Problem(refusalStatus(made.code), made.code, made.why)
      const { id, name: shown, role, character } = made.account
      const token = await issueToken(identity, id, reply)
      reply.code(201)
      const account = { id, name: shown, role }
      return { account, character: { id: character, name: shown }, ...token }
    },
  )
}

function refusalStatus(code: string): number {
  if (code === 'name-taken') return 409
  return code === 'too-many-tries' ? 429 : 422
}

function addSessions(app: HttpApp, { identity, signIn }: AccountRouteParts): void {
  app.post(
    '/v1/sessions',
    {
      config: { caller: 'anybody' },
      schema: {
        tags: ['accounts'],
        summary: 'Signs in; sets the session cookie',
        body: credentials,
        response: { 201: issued },
        problems: [401, 403, 429],
      },
    },
    async (request, reply) => {
      const { name, password } = request.body
      const found = await signIn.account(name, password, request.address)
      if (found === 'throttled') {
        throw new Problem(429, 'too-many-tries', 'Too many tries. Wait a few minutes.')
      }
      if (!found) {
        throw new Problem(401, 'bad-credentials', 'That name and password do not go together.')
      }
      await refuseBanned(identity.bans, found, request.address)
      reply.code(201)
      return issueToken(identity, found.id, reply)
    },
  )
  app.delete(
    '/v1/sessions/current',
    {
      config: { caller: 'anybody' },
      schema: {
        tags: ['accounts'],
        summary: 'Ends the token that is shown, and clears the cookie',
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const token = tokenOf(request)
      if (token) await identity.tokens.revoke(token)
      clearTokenCookie(reply)
      return reply.code(204).send()
    },
  )
}

function addLinks(app: HttpApp, { identity }: AccountRouteParts): void {
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
        problems: [401],
      },
    },
    async (request, reply) => {
      const account = await identity.tokens.spendLink(request.params.token)
      if (!account) throw new Problem(401, 'bad-link', 'This link has been used or is too old.')
      const token = await issueToken(identity, account.id, reply)
      reply.code(201)
      return { ...token, name: account.name }
    },
  )
}

/** A bearer token, which the browser that called shows as a cookie from now on. */
async function issueToken(identity: Identity, account: AccountId, reply: FastifyReply) {
  const token = await identity.tokens.issue(account, 'bearer')
  setTokenCookie(reply, token)
  return token
}
