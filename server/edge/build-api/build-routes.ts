/** Building over HTTP: orders go the way of every command, reads come from the store (PROTOCOL 6.6). */
import { z } from 'zod'
import { isBuilderOf } from '../../../handlers/commands/building/builders.ts'
import { ownOf } from '../../../schema/own.ts'
import { fieldDigest, orderWords, readBuildOrder } from '../../../schema/world-file/build-orders.ts'
import { zoneOfBuilt } from '../../../schema/world-file/built.ts'
import { type BuiltKind, builtKinds } from '../../../schema/world-file/built-kinds.ts'
import type { World } from '../../../schema/world-file.ts'
import { worldFiles } from '../../log/travel/world-files.ts'
import type { Account } from '../accounts/accounts.ts'
import { type CommandRouteParts, idempotent, queue } from '../http/command-routes.ts'
import type { HttpApp } from '../http/http-server.ts'
import { Problem } from '../http/problems.ts'
import { type BuiltWorld, entryOf } from './built-world.ts'
import { listed, searched, usesOf, wrongIn } from './lookup.ts'
import { addPictureRoutes } from './picture-routes.ts'

export interface BuildRouteParts extends CommandRouteParts {
  readonly builtWorld: BuiltWorld
}

const tags = ['building']
const kind = z.enum(builtKinds)
const one = z.object({ of: kind, id: z.string().max(129) })
const named = one.extend({
  name: z.string(),
  zone: z.string().describe('Empty: of the whole world'),
})
const found = named.extend({ field: z.string(), text: z.string().describe('What stands there') })
const wrong = one.extend({
  field: z.string(),
  words: z.string(),
  weight: z.enum(['wrong', 'hint']),
})
const zoneQuery = z.object({ zone: z.string().max(64).optional() })
const guarded = { caller: 'builder' } as const

export function addBuildRoutes(app: HttpApp, parts: BuildRouteParts): void {
  addOrders(app, parts)
  addLists(app, parts.builtWorld)
  addOne(app, parts.builtWorld)
  addPictureRoutes(app, parts.builtWorld)
  addHistory(app, parts.builtWorld)
  addFiles(app, parts.builtWorld)
}

function addOrders(app: HttpApp, parts: BuildRouteParts): void {
  app.post(
    '/v1/build/orders',
    {
      config: guarded,
      bodyLimit: 70_000,
      schema: {
        tags,
        summary: 'Stores one build order; what became of it is asked like that of a command',
        headers: idempotent,
        body: z.strictObject({
          order: z.record(z.string(), z.unknown()).describe('As in a `build` frame'),
        }),
        response: { 202: z.object({ request: z.string(), status: z.literal('queued') }) },
        problems: [403, 413, 422, 429, 503],
      },
    },
    async ({ account, body, headers }, reply) => {
      const read = readBuildOrder(body.order)
      if (!read.ok) {
        const [first] = read.problems
        const where = first?.field ? `${first.field}: ` : ''
        throw new Problem(422, 'bad-order', `${where}${first?.words ?? ''}`, read.problems)
      }
      const content = { line: orderWords(read.order), order: read.order }
      return queue(parts, account, content, { key: headers['idempotency-key'], reply })
    },
  )
}

function addLists(app: HttpApp, world: BuiltWorld): void {
  app.get(
    '/v1/build/things',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'Everything that is built, of a kind or a zone',
        querystring: zoneQuery.extend({ of: kind.optional() }),
        response: { 200: z.array(named) },
        problems: [],
      },
    },
    async ({ query }) => listed(await world.now(), query),
  )
  app.get(
    '/v1/build/search',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'Every text that holds some words, at most 200',
        querystring: z.object({ words: z.string().min(1).max(200) }),
        response: { 200: z.array(found) },
        problems: [],
      },
    },
    async ({ query }) => searched(await world.now(), query.words),
  )
  app.get(
    '/v1/build/uses',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'Where something is named, at most 200 places',
        querystring: z.object({ id: z.string().min(1).max(129) }),
        response: { 200: z.array(found) },
        problems: [],
      },
    },
    async ({ query }) => usesOf(await world.now(), query.id),
  )
  app.get(
    '/v1/build/problems',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'What the checks of world files find',
        querystring: zoneQuery,
        response: { 200: z.array(wrong) },
        problems: [],
      },
    },
    async ({ query }) => wrongIn(await world.now(), query.zone),
  )
}

function addOne(app: HttpApp, world: BuiltWorld): void {
  app.get(
    '/v1/build/things/:of/:id',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'One thing as it is now, with a digest of each field',
        params: one,
        response: {
          200: one.extend({
            value: z.record(z.string(), z.unknown()),
            digests: z.record(z.string(), z.string()).describe('What to send as `was` of a field'),
            mayChange: z.boolean().describe('The world decides it anyway'),
          }),
        },
        problems: [404],
      },
    },
    async ({ params: { of, id }, account }) => {
      const now = await world.now()
      const value = entryOf(now, of, id)
      if (!value) throw new Problem(404, 'not-found', `There is no ${of} ${id}.`)
      const digests = Object.entries(value).map(([name, field]) => [name, fieldDigest(field)])
      const mayChange = buildsIn(now, account, of, id)
      return { of, id, value, digests: Object.fromEntries(digests), mayChange }
    },
  )
}

/** As the rule of the world has it; shown, so that nobody fills a form for nothing. */
function buildsIn(world: World, account: Account, of: BuiltKind, id: string): boolean {
  const zone = zoneOfBuilt(of, id)
  return isBuilderOf(zone === null ? [] : (ownOf(world.zones, zone)?.builders ?? []), account)
}

function addHistory(app: HttpApp, world: BuiltWorld): void {
  app.get(
    '/v1/build/history/:of/:id',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'Who changed something in the game, the oldest first',
        params: one,
        response: {
          200: z.array(z.object({ tick: z.number(), by: z.string(), summary: z.string() })),
        },
        problems: [],
      },
    },
    async ({ params: { of, id } }) =>
      (await world.historyOf(of, id)).map(({ tick, by, summary }) => ({ tick, by, summary })),
  )
  app.get(
    '/v1/build/changes',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'What the caller can take back, the oldest first',
        response: { 200: z.array(z.object({ change: z.string(), summary: z.string() })) },
        problems: [],
      },
    },
    async ({ account }) => [...(await world.changesOf(account.character))],
  )
}

function addFiles(app: HttpApp, world: BuiltWorld): void {
  app.get(
    '/v1/build/files/:zone',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'A zone as the world file that would make it',
        params: z.object({ zone: z.string().max(64) }),
        response: { 200: z.object({ file: z.string(), text: z.string() }) },
        problems: [404],
      },
    },
    async ({ params: { zone } }) => {
      const file = worldFiles(await world.now()).find((one) => one.file === `${zone}.yaml`)
      if (!file) throw new Problem(404, 'not-found', `There is no zone ${zone}.`)
      return file
    },
  )
}
