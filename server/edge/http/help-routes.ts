/** What can be read about, for clients that show it in a panel (PROTOCOL 4). */
import { z } from 'zod'
import { type Page, pagesOf } from '../../../handlers/guidance/articles.ts'
import { type OriginPage, originsOf } from '../../../handlers/guidance/origins.ts'
import type { Definitions } from '../../../schema/definitions.ts'
import type { Definition } from '../../../schema/entities.ts'
import { DEFINITIONS_PLACE, FIRST_SHARD } from '../../../schema/ids.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import type { Db } from '../../platform/database.ts'
import type { HttpApp } from './http-server.ts'

const page = z.object({
  word: z.string().describe('What is typed after `help`'),
  title: z.string(),
  brief: z.string(),
  text: z.string(),
  see: z.array(z.string()).describe('What to read next: words of pages or verbs'),
  words: z.array(z.string()).describe('Every word that leads here'),
  isArticle: z.boolean().describe('False for skills and gestures'),
})

const origin = z.object({
  word: z.string().describe('What is typed after `origin`'),
  name: z.string(),
  text: z.string(),
  brings: z.array(z.string()).describe('The things that come with it'),
  skill: z.string().optional().describe('The skill that comes with it'),
})

/** What the world declares now, with what builders have written. Rejects with the database's error. */
export interface Guidance {
  pages(): Promise<readonly Page[]>
  origins(): Promise<readonly OriginPage[]>
}

export function createGuidance(db: Db): Guidance {
  const declared = async (...ids: readonly string[]): Promise<Definitions> => {
    const rows = await db
      .selectFrom('entities')
      .select('body')
      .where('shard', '=', FIRST_SHARD)
      .where('place', '=', DEFINITIONS_PLACE)
      .where((on) => on.or(ids.map((id) => on('id', 'like', id))))
      .orderBy('id')
      .execute()
    const world = new WorldMap()
    for (const { body } of rows) world.load(JSON.parse(body.toString('utf8')) as Definition)
    return world.definitions
  }
  return {
    pages: async () =>
      pagesOf({ definitions: await declared('def:article:%', 'def:skill:%', 'def:social:%') }),
    origins: async () => originsOf(await declared('def:world:world', 'def:item:%', 'def:skill:%')),
  }
}

export function addHelpRoutes(app: HttpApp, guidance: Guidance): void {
  app.get(
    '/v1/help',
    {
      config: { caller: 'anybody' },
      schema: {
        tags: ['commands'],
        summary: 'Pages to read: articles, skills and gestures; verbs are in the manifest',
        response: { 200: z.array(page) },
      },
    },
    async () => (await guidance.pages()).map((one) => ({ ...one, words: [...one.words] })),
  )
  app.get(
    '/v1/origins',
    {
      config: { caller: 'anybody' },
      schema: {
        tags: ['commands'],
        summary: 'Where newcomers may come from, and what it brings',
        response: { 200: z.array(origin) },
      },
    },
    async () => (await guidance.origins()).map((one) => ({ ...one, brings: [...one.brings] })),
  )
}
