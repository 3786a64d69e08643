/**
 * Prepares what every role needs: schema, streams, world, owner. Safe to repeat, and safe to run on
 * several machines at once.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { DEFINITIONS_PLACE, FIRST_SHARD } from '../../schema/ids.ts'
import type { EventRow } from '../../schema/record-events.ts'
import { subjectsOf } from '../../schema/subjects.ts'
import { problemLine } from '../../schema/world-file.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { changedRows } from '../core/store/changed-rows.ts'
import { openPostgresTickStore } from '../core/store/postgres-tick-store.ts'
import { type Mend, soundEntities } from '../core/store/sound-rows.ts'
import type { Checkpoint, Flush, TickStore } from '../core/store/tick-store.ts'
import { createIdentity } from '../edge/accounts/identity.ts'
import { openMender } from '../log/travel/mend.ts'
import { systemClock } from '../platform/ambient.ts'
import { assertDurableBus } from '../platform/bus/durability.ts'
import { logBroken, openBusSoon } from '../platform/bus/nats-bus.ts'
import type { Config } from '../platform/config.ts'
import { type Db, migrate, openDatabase } from '../platform/database.ts'
import { assertDurableDatabase } from '../platform/database-durability.ts'
import type { SetUpParts, SetUpResult } from '../platform/roles.ts'
import { asTrouble } from '../platform/trouble.ts'
import {
  type DigestedWorld,
  digested,
  eventsPerTick,
  planWorldLoad,
  roomsToRaze,
} from '../world/load-world.ts'
import { createReadFiles } from '../world/read-files.ts'
import { readWorldTexts, worldTexts } from '../world/read-world.ts'
import { noteInstalled } from './installed-version.ts'

/** Prepares database, streams, world and owner account. Throws with a message for people. */
export async function setUp(parts: SetUpParts): Promise<SetUpResult> {
  const { config, log } = parts
  const db = openDatabase(parts.databaseUrl, 'mudstream-setup', 2)
  try {
    await assertDurableDatabase(db)
    const applied = await migrate(db)
    if (applied.length > 0)
      log.info({ event: 'schema-migrated', applied }, 'database is up to date')
    await prepareStreams(parts)
    await loadWorldFiles(parts, db)
    await noteInstalled(db)
    return await prepareOwner(config, db)
  } catch (error) {
    throw asTrouble(error, { who: 'Postgres', url: parts.databaseUrl })
  } finally {
    await db.destroy()
  }
}

async function prepareStreams({ config, log, natsUrl }: SetUpParts): Promise<void> {
  const name = 'mudstream-setup'
  const bus = await openBusSoon({ url: natsUrl, name, onBroken: logBroken(log) })
  try {
    // Our own server has been asked when it was started.
    if (config.natsUrl !== undefined) await assertDurableBus(bus, config)
    await bus.streams.prepare(subjectsOf(config.world), config)
  } catch (error) {
    throw asTrouble(error, { who: 'NATS', url: natsUrl })
  } finally {
    await bus.close()
  }
}

/**
 * Records what the world files declare otherwise than the log has it.
 * @returns how many events that took; null when a tick leads, which nobody may write beside
 */
export async function loadWorldFiles(
  { config, databaseUrl, log }: SetUpParts,
  db: Db,
): Promise<number | null> {
  const texts = await worldTexts(config.worldDir)
  const read = await createReadFiles(db, FIRST_SHARD, texts)
  if (await read.areLoaded()) return 0
  const { world, problems } = readWorldTexts(texts)
  if (problems.length > 0) {
    const lines = problems.slice(0, 20).map(problemLine)
    throw new Error(`the world files have ${problems.length} problem(s):\n${lines.join('\n')}`)
  }
  // Files that say the same in other words. Nothing has to be compared.
  const wanted = digested(world)
  if (await read.say(wanted.digest)) return 0
  const mender = openMender({
    databaseUrl,
    onBroken: ({ id, why }, outcome, error) =>
      log.error({ event: 'broken-row', entity: id, why, outcome, err: error }, 'a row was broken'),
  })
  const store = openPostgresTickStore(databaseUrl, mender.mend, config.eventsPartTicks)
  try {
    const checkpoint = await store.acquire(FIRST_SHARD, 'setup', 10_000)
    if (!checkpoint) {
      log.info({ event: 'world-load-skipped' }, 'a tick is leading; the world stays as it is')
      return null
    }
    const events = await writeWorld(store, checkpoint, await currentWorld(db, mender.mend), wanted)
    await store.release(FIRST_SHARD, checkpoint.epoch)
    await read.say(wanted.digest)
    if (events > 0) log.info({ event: 'world-loaded', events }, 'world loaded')
    return events
  } finally {
    await store.close()
    await mender.close()
  }
}

/** Definitions, counts and rooms as they are now: what the files are compared with. */
async function currentWorld(db: Db, mend: Mend): Promise<WorldMap> {
  const world = new WorldMap()
  const rows = await db
    .selectFrom('entities')
    .select(['id', 'kind', 'place', 'body'])
    .where('shard', '=', FIRST_SHARD)
    .where((on) =>
      on.or([on('kind', 'in', ['definition', 'room']), on('place', '=', DEFINITIONS_PLACE)]),
    )
    .execute()
  for (const entity of await soundEntities(rows, FIRST_SHARD, mend)) world.load(entity)
  return world
}

/**
 * Writes the world: a small one in one flush, so that it is there or it is not; a large one in several.
 * @returns how many events that took
 */
async function writeWorld(
  store: TickStore,
  checkpoint: Checkpoint,
  current: WorldMap,
  wanted: DigestedWorld,
): Promise<number> {
  const { shard } = checkpoint
  for (const entity of await store.loadTrees(shard, roomsToRaze(current, wanted.world))) {
    current.load(entity)
  }
  const tick = checkpoint.tick + 1
  const atMs = Math.max(checkpoint.atMs, systemClock.now())
  const at = { shard, tick, beat: checkpoint.beat, atMs }
  const changed = new WorldMap(current)
  let written = 0
  let events: EventRow[] = []
  let writing: Promise<void> = Promise.resolve()
  // The next tick is planned while the database writes.
  const flush = async () => {
    const rows = { events, ...changedRows(changed) }
    const ofTick = { ...at, tick: tick + written / eventsPerTick }
    changed.emptyDown()
    written += events.length
    events = []
    await writing
    writing = writeEvents(store, checkpoint, ofTick, rows)
    // It is waited for before the next one, or at the end.
    writing.catch(() => undefined)
  }
  for (const event of planWorldLoad(changed, wanted, at)) {
    events.push(event)
    if (events.length === eventsPerTick) await flush()
    else if (events.length % eventsPerTurn === 0) await nextTurn()
  }
  if (events.length > 0) await flush()
  await writing
  return written
}

/** Between them there is time for what the database is sent and answers. */
const eventsPerTurn = 250

async function writeEvents(
  store: TickStore,
  { epoch, commandSeq, relayedTick }: Checkpoint,
  at: Pick<Flush, 'shard' | 'tick' | 'beat' | 'atMs'>,
  rows: Pick<Flush, 'events' | 'upserts' | 'removals'>,
): Promise<void> {
  const nothingElse = { commands: [], jobs: [], outputs: '', dropOutputsTo: 0 }
  const cursors = { epoch, commandSeq, relayedTick, leaseMs: 10_000 }
  const result = await store.flush({ ...at, ...cursors, ...rows, ...nothingElse })
  if (result === 'fenced') throw new Error('another process took over while the world was loading')
}

/** The account `owner` at the very first start: with the password given, or with a one-time link. */
async function prepareOwner(config: Config, db: Db): Promise<SetUpResult> {
  const { accounts, tokens } = createIdentity(db, systemClock.now)
  if (await accounts.byName('owner')) return {}
  const created = await accounts.createOwner(config.ownerPassword ?? null)
  if (!created.ok || config.ownerPassword) return {}
  const { token } = await tokens.issue(created.account, 'link')
  return { ownerLink: `/v1/links/${token}` }
}
