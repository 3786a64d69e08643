/** One consistent, read-only picture of what the store holds at the end of a run. */
import pg from 'pg'
import { storedMessages } from '../../schema/output-message.ts'
import { findMasterKey, useMasterKey } from '../../server/persons/master-key.ts'
import { openWords } from '../../server/persons/person-keys.ts'
import { openDatabase } from '../../server/platform/database.ts'
import type { LoggedEvent } from './fold.ts'
import type { Timeline } from './timelines.ts'
import type { WholeSystem } from './whole-system.ts'

export interface LedgerRow {
  readonly session: string
  readonly n: number
  /** 1 completed, 2 refused, 3 failed. */
  readonly status: number
  readonly code: string
}

export interface LogDump {
  readonly events: readonly LoggedEvent[]
  readonly commands: readonly LedgerRow[]
  /** Canonical JSON by id. */
  readonly entities: ReadonlyMap<string, string>
  /** Frame ids that ticks addressed to each session, in order, as far back as they are kept. */
  readonly told: ReadonlyMap<string, readonly string[]>
  readonly epoch: number
  readonly tick: number
  readonly timelines: readonly Timeline[]
}

type EventRow = {
  shard: number
  tick: number
  ordinal: number
  type: string
  version: number
  cause: string
  beat: number
  atMs: number
  body: string
}

/** Reads everything in one snapshot; sealed words are opened with the key of the data folder. */
export async function dumpLog(
  system: Pick<WholeSystem, 'databaseUrl' | 'dataDir'>,
): Promise<LogDump> {
  const client = new pg.Client({ connectionString: system.databaseUrl('admin') })
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const events = await client.query<EventRow>(
      `select shard, tick::float8 as tick, ordinal, type, version, cause, beat::float8 as beat,
         at_ms::float8 as "atMs", convert_from(body, 'UTF8') as body
       from events_between(1, 0, 9007199254740991) order by shard, tick, ordinal`,
    )
    const commands = await client.query<LedgerRow>('select session, n, status, code from commands')
    const entities = await client.query<{ id: string; body: string }>(
      `select id, convert_from(body, 'UTF8') as body from entities`,
    )
    const outputs = await client.query<{ tick: number; body: string }>(
      `select tick::float8 as tick, convert_from(body, 'UTF8') as body from outputs order by tick`,
    )
    const shard = await client.query<{ epoch: number; tick: number }>(
      'select epoch::float8 as epoch, tick::float8 as tick from shards',
    )
    const timelines = await client.query<Timeline>(
      'select began::float8 as began, after::float8 as after from timelines order by began',
    )
    const bodies = await opened(system, `[${events.rows.map(({ body }) => body).join(',')}]`)
    return {
      events: events.rows.map(({ body: _sealed, ...row }, index) => ({
        ...row,
        data: bodies[index] ?? {},
      })),
      commands: commands.rows,
      entities: new Map(entities.rows.map((row) => [row.id, row.body])),
      told: toldBySession(outputs.rows),
      epoch: shard.rows[0]?.epoch ?? 0,
      tick: shard.rows[0]?.tick ?? 0,
      timelines: timelines.rows,
    }
  } finally {
    await client.end()
  }
}

/** The bodies of events as they were spoken. */
async function opened(
  { databaseUrl, dataDir }: Pick<WholeSystem, 'databaseUrl' | 'dataDir'>,
  bodies: string,
): Promise<Record<string, unknown>[]> {
  useMasterKey(await findMasterKey({ dataDir, personKey: undefined }))
  const db = openDatabase(databaseUrl('admin'), 'chaos', 1)
  try {
    return JSON.parse(await openWords(db, bodies)) as Record<string, unknown>[]
  } finally {
    await db.destroy()
  }
}

/** Which frame ids each output became, by the rules of PROTOCOL 3.2 alone. */
function toldBySession(rows: readonly { tick: number; body: string }[]): Map<string, string[]> {
  const told = new Map<string, { k: number; id: string }[]>()
  const result = new Map<string, string[]>()
  for (const { tick, body } of rows) {
    told.clear()
    for (const message of storedMessages(body).values()) {
      for (const output of message.outputs) {
        if (!['event', 'state', 'delta', 'done'].includes(output.f)) continue
        const ks = output.f === 'event' && output.state ? [output.k, output.k + 1] : [output.k]
        for (const session of output.to) {
          const frames = told.get(session) ?? []
          frames.push(...ks.map((k) => ({ k, id: `${tick}.${k}` })))
          told.set(session, frames)
        }
      }
    }
    for (const [session, frames] of told) {
      frames.sort((one, other) => one.k - other.k)
      const all = result.get(session) ?? []
      all.push(...frames.map(({ id }) => id))
      result.set(session, all)
    }
  }
  return result
}
