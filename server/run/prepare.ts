/**
 * Prepares what every role needs: schema, streams, world, owner. Safe to repeat, and safe to run on
 * several machines at once.
 */

import { definitionId } from '../../schema/definitions.ts'
import type { Definition } from '../../schema/entities.ts'
import { DEFINITIONS_PLACE, FIRST_SHARD } from '../../schema/ids.ts'
import { subjectsOf } from '../../schema/subjects.ts'
import { problemLine, type World } from '../../schema/world-file.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { changedRows } from '../core/store/changed-rows.ts'
import { openPostgresTickStore } from '../core/store/postgres-tick-store.ts'
import { isBroken, type Mend, readRow, soundEntities } from '../core/store/sound-rows.ts'
import type { Checkpoint, TickStore } from '../core/store/tick-store.ts'
import { createIdentity } from '../edge/accounts/identity.ts'
import { openMender } from '../log/travel/mend.ts'
import { systemClock } from '../platform/ambient.ts'
import { logBroken, openBus } from '../platform/bus/nats-bus.ts'
import type { Config } from '../platform/config.ts'
import { type Db, migrate, openDatabase } from '../platform/database.ts'
import type { SetUpParts, SetUpResult } from '../platform/roles.ts'
import { planWorldLoad, roomsToRaze, worldDigest } from '../world/load-world.ts'
import { readWorld } from '../world/read-world.ts'

/** Prepares database, streams, world and owner account. Throws with a message for people. */
export async function setUp(parts: SetUpParts): Promise<SetUpResult> {
  const { config, log } = parts
  const db = openDatabase(parts.databaseUrl, 'mudstream-setup', 2)
  try {
    const applied = await migrate(db)
    if (applied.length > 0)
      log.info({ event: 'schema-migrated', applied }, 'database is up to date')
    await prepareStreams(parts)
    await loadWorldFiles(parts, db)
    return await prepareOwner(config, db)
  } finally {
    await db.destroy()
  }
}

async function prepareStreams({ config, log, natsUrl }: SetUpParts): Promise<void> {
  const name = 'mudstream-setup'
  const bus = await openBus({ url: natsUrl, name, onBroken: logBroken(log) })
  try {
    await bus.streams.prepare(subjectsOf(config.world), config)
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
  const { world, problems } = await readWorld(config.worldDir)
  if (problems.length > 0) {
    const lines = problems.slice(0, 20).map(problemLine)
    throw new Error(`the world files have ${problems.length} problem(s):\n${lines.join('\n')}`)
  }
  // The same files as last time. Nothing has to be compared, which would take long in a large world.
  if ((await loadedDigest(db)) === worldDigest(world)) return 0
  const mender = openMender({
    databaseUrl,
    onBroken: ({ id, why }, outcome, error) =>
      log.error({ event: 'broken-row', entity: id, why, outcome, err: error }, 'a row was broken'),
  })
  const store = openPostgresTickStore(databaseUrl, mender.mend)
  try {
    const checkpoint = await store.acquire(FIRST_SHARD, 'setup', 10_000)
    if (!checkpoint) {
      log.info({ event: 'world-load-skipped' }, 'a tick is leading; the world stays as it is')
      return null
    }
    const events = await writeWorld(store, checkpoint, await currentWorld(db, mender.mend), world)
    await store.release(FIRST_SHARD, checkpoint.epoch)
    if (events > 0) log.info({ event: 'world-loaded', events }, 'world loaded')
    return events
  } finally {
    await store.close()
    await mender.close()
  }
}

/** The digest of the files that were loaded last, or undefined before the first time. */
async function loadedDigest(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('entities')
    .select(['id', 'kind', 'place', 'body'])
    .where('shard', '=', FIRST_SHARD)
    .where('id', '=', definitionId('world', 'world'))
    .executeTakeFirst()
  const loaded = row && readRow(row)
  if (!loaded || isBroken(loaded)) return undefined
  return ((loaded as Definition).data as { digest?: string }).digest
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
 * Writes the whole world in one flush: it is there, or it is not.
 * @returns how many events that took
 */
async function writeWorld(
  store: TickStore,
  checkpoint: Checkpoint,
  current: WorldMap,
  world: World,
): Promise<number> {
  const { shard, epoch, beat, commandSeq, relayedTick } = checkpoint
  for (const entity of await store.loadTrees(shard, roomsToRaze(current, world))) {
    current.load(entity)
  }
  const at = {
    shard,
    tick: checkpoint.tick + 1,
    beat,
    atMs: Math.max(checkpoint.atMs, systemClock.now()),
  }
  const changed = new WorldMap(current)
  const events = planWorldLoad(changed, world, at)
  if (events.length === 0) return 0
  const result = await store.flush({
    ...at,
    epoch,
    commandSeq,
    relayedTick,
    leaseMs: 10_000,
    events,
    ...changedRows(changed),
    commands: [],
    jobs: [],
    outputs: '',
    dropOutputsTo: 0,
  })
  if (result === 'fenced') throw new Error('another process took over while the world was loading')
  return events.length
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
