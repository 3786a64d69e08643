/** Passwords: how they are changed, and how somebody comes back who has lost one (PROTOCOL 6.4). */
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { AccountDesk, Denied } from '../session/account-desk.ts'
import type { HttpApp } from './http-server.ts'
import { Problem } from './problems.ts'

const tags = ['accounts']
const next = z.string().min(1).max(1_000)
const current = z
  .string()
  .max(1_000)
  .describe('The present one; not looked at where the account has none yet')

export function addPasswordRoutes(app: HttpApp, desk: AccountDesk): void {
  addChange(app, desk)
  addReset(app, desk)
  addAddress(app, desk)
}

/** Answers with a refusal of the desk; one that passes by itself says when. */
export function deny({ code, why, retryAfter }: Denied, reply: FastifyReply): Problem {
  if (retryAfter !== undefined) {
    void reply.header('retry-after', String(retryAfter))
    return new Problem(429, code, why)
  }
  const isAboutRights = code === 'bad-credentials' || code === 'not-allowed'
  return new Problem(isAboutRights ? 403 : 422, code, why)
}

function addChange(app: HttpApp, desk: AccountDesk): void {
  app.put(
    '/v1/password',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'Changes the password; everything else that is signed in ends',
        body: z.strictObject({ current, next }),
        response: { 204: z.undefined() },
        problems: [403, 422, 429],
      },
    },
    async ({ account, body, visitor }, reply) => {
      const denied = await desk.changePassword(account, body, visitor)
      if (denied) throw deny(denied, reply)
      return reply.code(204).send()
    },
  )
}

function addReset(app: HttpApp, desk: AccountDesk): void {
  app.post(
    '/v1/password/reset',
    {
      config: { caller: 'anybody' },
      schema: {
        tags,
        summary:
          'Asks for a link by mail that chooses a new password; says nothing about the account',
        body: z.strictObject({ name: z.string().min(1).max(60) }),
        response: { 202: z.object({ status: z.literal('accepted') }) },
      },
    },
    async ({ body, visitor }, reply) => {
      await desk.sendReset(body.name, visitor)
      reply.code(202)
      return { status: 'accepted' } as const
    },
  )
  app.post(
    '/v1/password/reset/:token',
    {
      config: { caller: 'anybody' },
      schema: {
        tags,
        summary: 'Chooses a new password by the link of an admin or of a mail; all sign-ins end',
        params: z.object({ token: z.string() }),
        body: z.strictObject({ next }),
        response: { 204: z.undefined() },
        problems: [410, 422],
      },
    },
    async ({ params, body }, reply) => {
      const chosen = await desk.chooseByLink(params.token, body.next)
      if (chosen.ok) return reply.code(204).send()
      if ('code' in chosen) throw deny(chosen, reply)
      throw new Problem(410, 'gone', 'This link has been used or is too old.')
    },
  )
}

function addAddress(app: HttpApp, desk: AccountDesk): void {
  app.put(
    '/v1/email',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'Where links for a new password may be sent; the address is asked to confirm it',
        body: z.strictObject({ current, email: z.email().max(200).nullable() }),
        response: { 204: z.undefined() },
        problems: [403, 422, 429],
      },
    },
    async ({ account, body, visitor }, reply) => {
      const denied =
        (await desk.checkPassword(account, body.current, visitor)) ??
        (await desk.setAddress(account, body.email))
      if (denied) throw deny(denied, reply)
      return reply.code(204).send()
    },
  )
  app.post(
    '/v1/email/confirm/:token',
    {
      config: { caller: 'anybody' },
      schema: {
        tags,
        summary: 'Confirms an address by the link that was sent to it',
        params: z.object({ token: z.string() }),
        response: { 204: z.undefined() },
        problems: [410],
      },
    },
    async ({ params }, reply) => {
      if (await desk.confirmAddress(params.token)) return reply.code(204).send()
      throw new Problem(410, 'gone', 'This link has been used or is too old.')
    },
  )
}
