/** What is known about the system, list by list, as the API for admins answers it. */

import { sql } from 'kysely'
import type {
  Ban,
  Lease,
  ObjectivesAnswer,
  QueuesAnswer,
  SessionRow,
} from '../../../schema/admin.ts'
import { ownOf } from '../../../schema/own.ts'
import type { Db } from '../../platform/database.ts'
import type { Bans } from '../accounts/bans.ts'
import type { ActionParts } from './actions.ts'
import type { AdminLive } from './live.ts'

export async function sessionsOf(db: Db): Promise<SessionRow[]> {
  const { rows } = await sql<{ body: Buffer; character: Buffer }>`
    select s.body, c.body as character from entities s
    join entities c on c.shard = s.shard and c.id = s.place where s.kind = 'session'`.execute(db)
  return rows.map((row) => {
    const session = JSON.parse(row.body.toString('utf8'))
    const {
      id,
      name: who,
      role,
      place,
      level,
      linkLostBeat,
    } = JSON.parse(row.character.toString('utf8'))
    const { gateway, via } = session
    const lost = linkLostBeat !== undefined
    return {
      session: session.id,
      character: id,
      name: who,
      role,
      level,
      room: place,
      gateway,
      via,
      lost,
    }
  })
}

export async function queuesOf(
  parts: Pick<ActionParts, 'streams' | 'subjects'> & {
    readonly db?: Db
    readonly now: () => number
  },
): Promise<QueuesAnswer> {
  const { commands, events, jobs, dead } = parts.subjects.streams
  const streams = await Promise.all(
    [commands, events, jobs, dead].map(async (stream) => {
      const { tag: _tag, ...state } = await parts.streams.state(stream)
      return { stream, ...state }
    }),
  )
  const queues = await parts.streams.queues(jobs)
  const lanes = queues.map(async ({ name: lane, ...state }) => {
    const askedMs = parts.db && (await oldestJob(parts.db, lane, state.pending + state.underWay))
    return { lane, ...state, oldestMs: askedMs ? Math.max(0, parts.now() - askedMs) : null }
  })
  return { streams, lanes: await Promise.all(lanes) }
}

/** When the oldest of the newest so many jobs of a lane was asked for: lanes are served in order. */
async function oldestJob(db: Db, lane: string, count: number): Promise<number | undefined> {
  if (count === 0) return undefined
  const row = await db
    .selectFrom('jobs')
    .select('created_ms')
    .where('lane', '=', lane)
    .orderBy('tick', 'desc')
    .orderBy('id', 'desc')
    .offset(count - 1)
    .limit(1)
    .executeTakeFirst()
  return row && Number(row.created_ms)
}

export async function leasesOf(db: Db): Promise<Lease[]> {
  return db
    .selectFrom('shards')
    .select(['shard', 'owner', 'epoch', 'tick', 'beat', 'cmd_seq', 'relayed_tick'])
    .select(sql<boolean>`lease_until > now()`.as('held'))
    .orderBy('shard')
    .execute()
}

const breakdownSeconds = 60

/** Objectives with their values, the alerts, where the ticks' time goes, and how much was judged. */
export function objectivesOf(live: AdminLive): ObjectivesAnswer {
  const { slo, alerts, judged } = live.objectives()
  const phases: Record<string, number> = {}
  let ticks = 0
  for (const { stages, duration } of live.history().slice(-breakdownSeconds)) {
    ticks += duration.count
    for (const [stage, ms] of Object.entries(stages))
      phases[stage] = (ownOf(phases, stage) ?? 0) + ms
  }
  return {
    objectives: slo,
    alerts,
    phases: { seconds: breakdownSeconds, ticks, ms: phases },
    judged,
  }
}

/** The caches of every process, by its name. */
export function cachesOf(live: AdminLive) {
  return live
    .reports()
    .flatMap(({ role, instance, atMs, figures }) =>
      'cache' in figures ? [{ role, instance, atMs, ...figures.cache }] : [],
    )
}

/** Every ban, also those that have expired. */
export async function bansOf(bans: Bans): Promise<Ban[]> {
  const rows = await bans.list()
  return rows.map((row) => ({ ...row, expires_at: row.expires_at?.toISOString() ?? null }))
}
