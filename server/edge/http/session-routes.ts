/** What is signed in for an account, and how that ends (PROTOCOL 6.4). */
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { SignedInAccount } from '../accounts/tokens.ts'
import type { AccountRouteParts } from './account-parts.ts'
import { clearTokenCookie, tokenOf } from './callers.ts'
import type { HttpApp } from './http-server.ts'
import { Problem } from './problems.ts'

const tags = ['accounts']
const isoTime = z.string().describe('ISO 8601')
const listed = z.object({
  id: z.string(),
  current: z.boolean().describe('The one that asks'),
  via: z.string().describe('How it came: `http`, `v1.mudstream`, `telnet` …'),
  address: z.string().describe('Where from; the network of 64 bits for IPv6'),
  since: isoTime,
  expires: isoTime,
})

export function addSessionRoutes(app: HttpApp, parts: AccountRouteParts): void {
  addList(app, parts)
  addEndings(app, parts)
  addSignOut(app, parts)
  addPassword(app, parts)
}

function addList(app: HttpApp, { identity }: AccountRouteParts): void {
  app.get(
    '/v1/sessions',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'What is signed in for the account, where from and since when',
        response: { 200: z.array(listed) },
        problems: [403],
      },
    },
    async ({ account }) => {
      const rows = await identity.tokens.list(account.id)
      return rows.map(({ since, expires, ...row }) => ({
        ...row,
        current: row.id === account.signIn,
        since: since.toISOString(),
        expires: expires.toISOString(),
      }))
    },
  )
}

function addEndings(app: HttpApp, { identity, rights, journal }: AccountRouteParts): void {
  app.delete(
    '/v1/sessions/:id',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'Ends one of them, with everything that is open by it',
        params: z.object({ id: z.string() }),
        response: { 204: z.undefined() },
        problems: [403, 404],
      },
    },
    async ({ account, params }, reply) => {
      if (!(await identity.tokens.end(account.id, params.id))) {
        throw new Problem(404, 'not-found', 'Nothing of that name is signed in.')
      }
      rights.changed(account.id)
      journal.changed('signed-out', { account: account.id, signIn: params.id })
      if (params.id === account.signIn) clearTokenCookie(reply)
      return reply.code(204).send()
    },
  )
  app.delete(
    '/v1/sessions',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'Ends all of them, the one that asks as well',
        response: { 204: z.undefined() },
        problems: [403],
      },
    },
    async ({ account }, reply) => {
      await identity.tokens.endAll(account.id)
      rights.changed(account.id)
      journal.changed('signed-out-everywhere', { account: account.id })
      clearTokenCookie(reply)
      return reply.code(204).send()
    },
  )
}

function addSignOut(app: HttpApp, { identity, rights, journal }: AccountRouteParts): void {
  app.delete(
    '/v1/sessions/current',
    {
      config: { caller: 'anybody' },
      schema: {
        tags,
        summary: 'Ends the sign-in that is shown, and clears the cookie',
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const token = tokenOf(request)
      const account = token === undefined ? null : await identity.tokens.accountOf(token)
      if (account && (await identity.tokens.end(account.id, account.signIn))) {
        rights.changed(account.id)
        journal.changed('signed-out', { account: account.id, signIn: account.signIn })
      }
      clearTokenCookie(reply)
      return reply.code(204).send()
    },
  )
}

function addPassword(app: HttpApp, parts: AccountRouteParts): void {
  const { identity, rights, journal } = parts
  app.put(
    '/v1/password',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'Changes the password; everything else that is signed in ends',
        body: z.strictObject({
          current: z
            .string()
            .max(1_000)
            .describe('The present one; not looked at where the account has none yet'),
          next: z.string().min(1).max(1_000),
        }),
        response: { 204: z.undefined() },
        problems: [403, 422, 429],
      },
    },
    async ({ account, body, visitor }, reply) => {
      await requirePassword(parts, { account, ...body, visitor }, reply)
      const { id, signIn } = account
      const problem = await identity.accounts.changePassword(id, body.next, signIn)
      if (problem !== null) throw new Problem(422, 'bad-password', problem)
      rights.changed(id)
      journal.changed('password-changed', { account: id })
      return reply.code(204).send()
    },
  )
}

interface Shown {
  readonly account: SignedInAccount
  readonly current: string
  readonly visitor: { readonly address: string; readonly via: string }
}

/** A token alone does not change the password: whoever found it could keep its owner out. */
async function requirePassword(
  { identity, signIn }: AccountRouteParts,
  { account, current, visitor }: Shown,
  reply: FastifyReply,
): Promise<void> {
  if (!(await identity.accounts.hasPassword(account.id))) return
  const checked = await signIn.check(account.name, current, visitor)
  if (checked.ok) return
  const { retryAfter } = checked
  if (retryAfter === undefined) {
    throw new Problem(403, 'bad-credentials', 'That is not your present password.')
  }
  void reply.header('retry-after', String(retryAfter))
  throw new Problem(429, checked.code, checked.why)
}
