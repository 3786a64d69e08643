/** What belongs to an account: its characters, its data, and its end (PROTOCOL 6.4). */
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { AccountRouteParts } from './account-parts.ts'
import { clearTokenCookie } from './callers.ts'
import type { HttpApp } from './http-server.ts'
import { deny } from './password-routes.ts'
import { Problem } from './problems.ts'

const tags = ['accounts']
const character = z.object({ id: z.string(), name: z.string() })

export function addOwnRoutes(app: HttpApp, parts: AccountRouteParts): void {
  addCharacters(app, parts)
  addExport(app, parts)
  addFarewell(app, parts)
}

function addCharacters(app: HttpApp, { desk }: AccountRouteParts): void {
  app.get(
    '/v1/characters',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'The characters of the account; each name signs in with its password',
        response: { 200: z.array(character) },
        problems: [403],
      },
    },
    async ({ account }) => [...(await desk.characters(account.id))],
  )
  app.post(
    '/v1/characters',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'Gives the account another character',
        body: z.strictObject({ name: z.string().min(1).max(60) }),
        response: { 201: character },
        problems: [403, 409, 422],
      },
    },
    async ({ account, body }, reply) => {
      const made = await desk.addCharacter(account, body.name)
      if (!made.ok) throw new Problem(made.code === 'name-taken' ? 409 : 422, made.code, made.why)
      reply.code(201)
      return { id: made.account.character, name: made.account.name }
    },
  )
}

function addExport(app: HttpApp, { exportOf }: AccountRouteParts): void {
  app.get(
    '/v1/accounts/current/export',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'Everything that is kept of the person, as JSON',
        response: { 200: z.unknown() },
        problems: [403],
      },
    },
    async ({ account }, reply) => {
      void reply.header('content-disposition', 'attachment; filename="my-data.json"')
      return reply.type('application/json').send(Readable.from(exportOf(account)))
    },
  )
}

function addFarewell(app: HttpApp, { desk }: AccountRouteParts): void {
  app.delete(
    '/v1/accounts/current',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'Ends the account and forgets its person, as `mudstream forget` does',
        body: z.strictObject({ password: z.string().max(1_000) }),
        response: { 204: z.undefined() },
        problems: [403, 422, 429],
      },
    },
    async ({ account, body, visitor }, reply) => {
      const denied =
        (await desk.checkPassword(account, body.password, visitor)) ?? (await desk.leave(account))
      if (denied) throw deny(denied, reply)
      clearTokenCookie(reply)
      return reply.code(204).send()
    },
  )
}
