/** The past over the admin API: what happened to a thing, how it was, and what can be put right. */
import { z } from 'zod'
import { historyEntry, pastState, shownReversal, traceStory } from '../../../schema/admin.ts'
import { eventPositions } from '../../../schema/admin-actions.ts'
import { FIRST_SHARD } from '../../../schema/ids.ts'
import { historyOf } from '../../log/travel/history.ts'
import { idOf } from '../../log/travel/id-of.ts'
import { stateAt } from '../../log/travel/state-at.ts'
import { lastTick, timeOf } from '../../log/travel/tick-of-time.ts'
import { readTimelines } from '../../log/travel/timelines.ts'
import { traceRequest } from '../../log/travel/trace.ts'
import type { Db } from '../../platform/database.ts'
import type { HttpApp } from '../http/http-server.ts'
import { forAdmins } from './for-admins.ts'
import { showReversal } from './reversal.ts'

const thing = z.object({
  id: z.string().describe('A room, character, item or mobile; people also go by their names'),
})

export function addTravelRoutes(app: HttpApp, db: Db): void {
  addTrace(app, db)
  addHistory(app, db)
  addReversal(app, db)
}

function addTrace(app: HttpApp, db: Db): void {
  const { config, schema } = forAdmins(
    'What one command did; null when no ledger row is known',
    z.object({ story: traceStory.nullable() }),
  )
  const params = z.object({ request: z.string().describe('A request, or its first 8 characters') })
  app.get(
    '/admin/api/trace/:request',
    { config, schema: { ...schema, params } },
    async (request) => ({
      story: await traceRequest(db, request.params.request),
    }),
  )
}

function addHistory(app: HttpApp, db: Db): void {
  const history = forAdmins('What happened to a thing', z.array(historyEntry))
  const filter = z.string().optional().describe('Only events whose type or words contain this')
  app.get(
    '/admin/api/travel/:id/history',
    {
      config: history.config,
      schema: { ...history.schema, params: thing, querystring: z.object({ filter }) },
    },
    async ({ params, query }) =>
      historyOf(db, await idOf(db, params.id), {
        limit: 200,
        ...(query.filter ? { filter: query.filter } : {}),
      }),
  )
  const state = forAdmins('How a thing was at the end of a tick', pastState)
  // Anything else than a tick means the newest one.
  const tick = z.coerce.number().int().positive().optional().catch(undefined)
  app.get(
    '/admin/api/travel/:id',
    {
      config: state.config,
      schema: { ...state.schema, params: thing, querystring: z.object({ tick }) },
    },
    async ({ params, query }) => {
      const newest = await lastTick(db)
      const at = Math.min(query.tick ?? newest, newest)
      const timeline = (await readTimelines(db, FIRST_SHARD))(at)
      const id = await idOf(db, params.id)
      const state = await stateAt(db, id, at)
      const [atMs, firstMs] = await Promise.all([timeOf(db, at), timeOf(db, 1)])
      return { id, tick: at, atMs, firstMs, timeline, lastTick: newest, state }
    },
  )
}

function addReversal(app: HttpApp, db: Db): void {
  const { config, schema } = forAdmins('What reversing chosen events would do', shownReversal)
  const events = z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((one) => one !== ''))
    .pipe(eventPositions)
    .describe('Positions in the log, separated by commas')
  app.get(
    '/admin/api/reversal',
    { config, schema: { ...schema, querystring: z.object({ events }) } },
    ({ account, query }) => showReversal(db, account.character, query.events),
  )
}
