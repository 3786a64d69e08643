/** What a client keeps with an account, so that settings follow the player to another browser. */
import { z } from 'zod'
import type { Identity } from '../accounts/identity.ts'
import type { HttpApp } from './http-server.ts'

const fieldsMax = 100
const levelsMax = 8

/** Clients choose the fields; the size of a body is limited by the server (16 KiB). */
const clientSettings = z
  .record(z.string().max(60), z.unknown())
  .refine((given) => Object.keys(given).length <= fieldsMax, `at most ${fieldsMax} fields`)
  .refine((given) => fitsLevels(given, levelsMax), `at most ${levelsMax} levels of nesting`)

export function addSettingsRoutes(app: HttpApp, { settings }: Pick<Identity, 'settings'>): void {
  const config = { caller: 'account' } as const
  const tags = ['accounts']
  app.get(
    '/v1/settings',
    {
      config,
      schema: {
        tags,
        summary: 'The settings that a client has kept with the account',
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    async ({ account }) => {
      const kept: unknown = JSON.parse(await settings.read(account.id))
      // Settings from before their form was checked may be anything.
      const read = clientSettings.safeParse(kept)
      return read.success ? read.data : {}
    },
  )
  app.put(
    '/v1/settings',
    {
      config,
      schema: {
        tags,
        summary: 'Keeps a client’s settings with the account, in place of those before',
        body: clientSettings,
        response: { 204: z.undefined() },
      },
    },
    async ({ account, body }, reply) => {
      await settings.save(account.id, JSON.stringify(body))
      return reply.code(204).send()
    },
  )
}

/** True when nothing in `value` lies deeper than `levels` objects or lists. */
function fitsLevels(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((inner) => fitsLevels(inner, levels - 1))
}
