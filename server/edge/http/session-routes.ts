/** What is signed in for an account, and how that ends (PROTOCOL 6.4). */
import { z } from 'zod'
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
}

function addList(app: HttpApp, { desk }: AccountRouteParts): void {
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
      const rows = await desk.list(account)
      return rows.map(({ since, expires, ...row }) => ({
        ...row,
        current: row.id === account.signIn,
        since: since.toISOString(),
        expires: expires.toISOString(),
      }))
    },
  )
}

function addEndings(app: HttpApp, { desk }: AccountRouteParts): void {
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
      if (!(await desk.end(account, params.id))) {
        throw new Problem(404, 'not-found', 'Nothing of that name is signed in.')
      }
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
      await desk.endAll(account)
      clearTokenCookie(reply)
      return reply.code(204).send()
    },
  )
}

function addSignOut(app: HttpApp, { identity, desk }: AccountRouteParts): void {
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
      if (account) await desk.end(account, account.signIn)
      clearTokenCookie(reply)
      return reply.code(204).send()
    },
  )
}
