/** The flush of a tick against the same rows written by a bare prepared statement. */
import pg from 'pg'
import { canonical } from '../../../schema/canonical.ts'
import type { EventRow } from '../../../schema/record-events.ts'
import { integerArray, textArray } from '../../../server/core/store/binary-arrays.ts'
import { openPostgresTickStore } from '../../../server/core/store/postgres-tick-store.ts'
import type { EntityRow, Flush } from '../../../server/core/store/tick-store.ts'
import { migrate, openDatabase } from '../../../server/platform/database.ts'
import { startTestServers } from '../../support/servers.ts'
import { note, type SuiteResult, spreadOf } from '../support/figures.ts'

const sizes = [1, 10, 50, 100, 200, 1_000, 5_000]
const targetSizes = [10, 50, 200, 1_000]
const lane = 1
const bareShard = 99

/** The best form known: one named statement, no fence, no conditions, arrays in binary. */
const bareSql = `
with appended as (
  insert into events (shard, tick, ordinal, type, version, subject, actor, cause, beat, at_ms, body)
  select ${bareShard}, $1::bigint, e.ordinal, e.type, e.version, e.subject, e.actor, e.cause, 0, 0,
         convert_to(e.body, 'UTF8')
  from unnest($2::text[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[])
    with ordinality as e(type, version, subject, actor, cause, body, ordinal)
)
insert into entities (shard, id, kind, place, tick, body)
select ${bareShard}, u.id, u.kind, u.place, $1::bigint, convert_to(u.body, 'UTF8')
from unnest($8::text[], $9::text[], $10::text[], $11::text[]) as u(id, kind, place, body)
on conflict (shard, id) do update
  set place = excluded.place, tick = excluded.tick, body = excluded.body`

interface Rows {
  readonly events: readonly EventRow[]
  readonly upserts: readonly EntityRow[]
}

/** Rows as the game writes them: a walk is an event of 90 bytes and a character of 600. */
function rowsOf(count: number, round: number): Rows {
  const events: EventRow[] = []
  const upserts: EntityRow[] = []
  for (let index = 0; index < count; index += 1) {
    const id = `c${index}`
    const place = `grid.r${(index + round) % 14}x${index % 14}`
    const move = { actor: id, from: 'grid.r3x4', to: place, direction: 'east' }
    const cause = `abcdefgh-s${index}-${round.toString(36)}`
    const body = canonical(move)
    events.push({ type: 'character-moved', version: 1, subject: id, actor: id, cause, body })
    const character = {
      id,
      kind: 'character',
      place,
      name: `Stranger${index}`,
      about: filler,
      round,
    }
    upserts.push({ id, kind: 'character', place, body: canonical(character) })
  }
  return { events, upserts }
}

const filler = 'health 20 of 20, nothing on the mind, boots wet from the quay. '.repeat(7)

async function openShard(url: string) {
  const store = openPostgresTickStore(url)
  const checkpoint = await store.acquire(lane, 'bench', 600_000)
  if (!checkpoint) throw new Error('nobody else can be leading here')
  let tick = checkpoint.tick
  return {
    async flush(rows: Rows): Promise<void> {
      tick += 1
      const flush: Flush = {
        shard: lane,
        epoch: checkpoint.epoch,
        tick,
        beat: tick,
        atMs: 1_700_000_000_000 + tick,
        commandSeq: tick,
        relayedTick: tick - 1,
        leaseMs: 600_000,
        ...rows,
        removals: [],
        commands: [],
        jobs: [],
        outputs: '',
        dropOutputsTo: 0,
      }
      if ((await store.flush(flush)) !== 'committed') throw new Error('the flush was fenced')
    },
    close: () => store.close(),
  }
}

async function openBare(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  let tick = 0
  return {
    async flush({ events, upserts }: Rows): Promise<void> {
      tick += 1
      const values = [
        tick,
        textArray(events.map((event) => event.type)),
        integerArray(
          'smallint',
          events.map((event) => event.version),
        ),
        textArray(events.map((event) => event.subject)),
        textArray(events.map((event) => event.actor)),
        textArray(events.map((event) => event.cause)),
        textArray(events.map((event) => event.body)),
        textArray(upserts.map((row) => row.id)),
        textArray(upserts.map((row) => row.kind)),
        textArray(upserts.map((row) => row.place)),
        textArray(upserts.map((row) => row.body)),
      ]
      await client.query({ name: 'bare', text: bareSql, values })
    },
    close: () => client.end(),
  }
}

/** Both sides take turns, so that a busy moment of the machine hits both. */
export async function flushSuite(quick: boolean): Promise<SuiteResult> {
  const servers = await startTestServers()
  try {
    const owner = openDatabase(servers.addresses.postgres.owner, 'bench', 1)
    await migrate(owner)
    await owner.destroy()
    // The owner's rights for both: what is compared is the statement.
    const ours = await openShard(servers.addresses.postgres.owner)
    const bare = await openBare(servers.addresses.postgres.owner)
    const rows = []
    const targets = []
    for (const size of sizes) {
      const rounds = Math.max(12, Math.min(quick ? 80 : 300, Math.round(60_000 / size)))
      const [our, floor] = await compare(ours.flush, bare.flush, size, rounds)
      const ratio = our.p50 / floor.p50
      rows.push([
        String(size),
        our.p50,
        our.p99,
        floor.p50,
        floor.p99,
        (1_000 * size) / our.p50,
        ratio,
      ])
      note(`${size} events: ${our.p50.toFixed(2)} ms, bare ${floor.p50.toFixed(2)} ms`)
      if (targetSizes.includes(size)) {
        targets.push({ what: `${size} events, times the bare statement`, value: ratio, limit: 1.3 })
      }
    }
    await ours.close()
    await bare.close()
    const head = ['events', 'flush p50 ms', 'p99', 'bare p50 ms', 'p99', 'events/s', 'ratio']
    const title = 'One flush of N events and N entities, against the bare statement'
    return { name: 'flush', tables: [{ title, head, rows }], targets }
  } finally {
    await servers.stop()
  }
}

type Writer = (rows: Rows) => Promise<void>

async function compare(ours: Writer, bare: Writer, size: number, rounds: number) {
  const times: [number[], number[]] = [[], []]
  const warm = Math.min(10, rounds)
  for (let round = -warm; round < rounds; round += 1) {
    const rows = rowsOf(size, round + warm)
    const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)
    for (const side of order) {
      const began = performance.now()
      await (side === 0 ? ours : bare)(rows)
      if (round >= 0) times[side].push(performance.now() - began)
    }
  }
  return [spreadOf(times[0]), spreadOf(times[1])] as const
}
