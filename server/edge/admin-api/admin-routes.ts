/**
 * `/admin/api/...`: everything for admins, nothing for anybody else. Reading needs the role; acting
 * needs it too, a reason, and JSON (which a form of another page cannot send), and becomes an event.
 */
import { z } from 'zod'
import {
  adminStatus,
  ban,
  cacheRow,
  deadLetterRow,
  lease,
  objectivesAnswer,
  queuesAnswer,
  sessionRow,
  storageRow,
  tickSecond,
  wholeLetter,
} from '../../../schema/admin.ts'
import { clusterAnswer } from '../../../schema/cluster.ts'
import { storageOf } from '../../log/retention/storage.ts'
import { holdStream } from '../http/held-stream.ts'
import type { HttpApp } from '../http/http-server.ts'
import { openSse } from '../http/sse.ts'
import { addActionRoutes } from './action-routes.ts'
import type { ActionParts } from './actions.ts'
import { type ClusterParts, clusterOf } from './cluster/cluster.ts'
import { deadLetters, oneDeadLetter } from './dead.ts'
import { addDeskRoutes, type DeskParts } from './desk-routes.ts'
import { bansOf, cachesOf, leasesOf, objectivesOf, queuesOf, sessionsOf } from './facts.ts'
import { forAdmins, forRole } from './for-admins.ts'
import type { AdminLive } from './live.ts'
import type { PresentWatch } from './present-watch.ts'
import { addRemarks } from './remarks.ts'
import { addTravelRoutes } from './travel-routes.ts'

export interface AdminParts extends ActionParts, DeskParts {
  readonly live: AdminLive
  readonly present: PresentWatch
  readonly cluster: ClusterParts
}

/** Adds the routes. */
export function addAdminRoutes(app: HttpApp, parts: AdminParts): void {
  addFacts(app, parts)
  addLists(app, parts)
  addLive(app, parts)
  addDeskRoutes(app, parts)
  addTravelRoutes(app, parts.db)
  addRemarks(app, parts.db)
  addActionRoutes(app, parts)
}

/** Monitors ask for these by a shorter address as well. */
function addFacts(app: HttpApp, parts: AdminParts): void {
  const { live, db } = parts
  for (const base of ['/admin/api', '/admin']) {
    app.get(
      `${base}/slo`,
      forAdmins('Objectives, alerts, and where the time of ticks goes', objectivesAnswer),
      () => objectivesOf(live),
    )
    app.get(
      `${base}/queues`,
      forAdmins('Streams of the bus, and lanes of jobs', queuesAnswer),
      () => queuesOf(parts),
    )
    app.get(`${base}/caches`, forAdmins('Caches of every process', z.array(cacheRow)), () =>
      cachesOf(live),
    )
    app.get(
      `${base}/cluster`,
      forAdmins(
        'Servers and processes: who leads what, and who follows how closely',
        clusterAnswer,
      ),
      () => clusterOf(parts.cluster),
    )
    app.get(`${base}/dlq`, forAdmins('Jobs that failed for good', z.array(deadLetterRow)), () =>
      deadLetters(db),
    )
  }
}

function addLists(app: HttpApp, { live, db, identity }: AdminParts): void {
  app.get('/admin/api/status', forAdmins('Everything that fits on one screen', adminStatus), () =>
    live.snapshot(),
  )
  app.get(
    '/admin/api/ticks',
    forAdmins('The last fifteen minutes of the leading tick', z.array(tickSecond).readonly()),
    () => live.history(),
  )
  app.get('/admin/api/sessions', forRole('moderator', 'Who plays', z.array(sessionRow)), () =>
    sessionsOf(db),
  )
  app.get('/admin/api/leases', forAdmins('Shards and who leads them', z.array(lease)), () =>
    leasesOf(db),
  )
  app.get(
    '/admin/api/storage',
    forAdmins('What is kept, how much of it, and how it grows', z.array(storageRow)),
    () => storageOf(db),
  )
  app.get(
    '/admin/api/bans',
    forRole('moderator', 'Names and addresses kept out', z.array(ban)),
    () => bansOf(identity.bans),
  )
  app.get('/admin/api/dead', forAdmins('Jobs that failed for good', z.array(deadLetterRow)), () =>
    deadLetters(db),
  )
  const { config, schema } = forAdmins(
    'One of them with what is in it; null when nobody knows it',
    z.object({ letter: wholeLetter.nullable() }),
  )
  app.get(
    '/admin/api/dead/:job',
    { config, schema: { ...schema, params: z.object({ job: z.string() }) } },
    async ({ params }) => ({ letter: await oneDeadLetter(db, params.job) }),
  )
}

/** Once a second what was done, the first time with everything; four times a second how it is now. */
function addLive(app: HttpApp, { live, present, rights }: AdminParts): void {
  const { config, schema } = forAdmins(
    'The status and the last tick, once a second; how it is now, four times a second',
    z.string(),
  )
  const response = { 200: { content: { 'text/event-stream': { schema: z.string() } } } }
  app.get('/admin/api/live', { config, schema: { ...schema, response } }, (request, reply) => {
    const channel = openSse(reply, { bufferedBytesMax: 1_048_576 })
    const send = (event: string, data: unknown) => channel.event(event, JSON.stringify(data))
    send('status', live.snapshot())
    const stop = live.onSecond((second) => {
      send('second', second)
      send('status', live.snapshot())
    })
    channel.onEnd(stop)
    channel.onEnd(present.onPresent((now) => send('present', now)))
    holdStream(channel, request, rights)
  })
}
