/** The gateway role: HTTP, WebSocket and telnet in front, the bus behind, no game rules in between. */

import { sql } from 'kysely'
import type { NatsConnection } from 'nats'
import type { Command, OutputMessage } from '../../schema/envelope.ts'
import { FIRST_SHARD } from '../../schema/ids.ts'
import { subjectsOf } from '../../schema/subjects.ts'
import { accountsOver } from '../accounts/accounts.ts'
import { findMasterKey, useMasterKey } from '../persons/master-key.ts'
import { randomId, systemClock } from '../platform/ambient.ts'
import { obeyControl } from '../platform/control.ts'
import { type Db, openDatabase } from '../platform/database.ts'
import { openMetrics } from '../platform/metrics.ts'
import { connectNats } from '../platform/nats.ts'
import { readNatsAddress } from '../platform/nats-address.ts'
import type { Listening, RoleParts, RunningRole } from '../platform/roles.ts'
import { openTelemetryBoard, startTelemetry } from '../platform/telemetry.ts'
import { openTracing } from '../platform/tracing.ts'
import { addressBook } from './addresses.ts'
import { openAdmin } from './admin-part.ts'
import { commandPublisher } from './command-publisher.ts'
import { openFeeds } from './feeds.ts'
import { httpApi } from './http-api.ts'
import { Hub } from './hub.ts'
import { lastShownAnywhere } from './last-shown.ts'
import { gatewayMetrics } from './metrics.ts'
import { natsBatchBus } from './nats-batch-bus.ts'
import { outputArchive } from './output-archive.ts'
import { addPages } from './pages.ts'
import { PlayerConnection } from './player-connection.ts'
import type { CommandBus, Wire } from './ports.ts'
import { requestBook } from './request-book.ts'
import { roomSync } from './room-sync.ts'
import { gatewaySignIn } from './sign-in.ts'
import { openTelnetDoor, playersEverywhere, serveTextSocket } from './text-doors.ts'
import { tracedCommands } from './traced-commands.ts'
import { tokenBucket } from './token-bucket.ts'
import { openWebSocketDoor } from './web-socket.ts'
import { worldName } from './world-name.ts'

const shard = FIRST_SHARD
const aliveMs = 1_000
const byeMs = 300
/** Output that may wait for a slow reader before it is cut off; it may resume. */
const bufferedBytesMax = 256 * 1_024

/** Starts the role; resolves once it listens. */
export async function runGateway(parts: RoleParts): Promise<RunningRole> {
  const { config, log, instance } = parts
  // Looking back in time reads the log, and words in it are sealed.
  useMasterKey(findMasterKey(config))
  const subjects = subjectsOf(config.world)
  const nc = await connectNats(parts.natsUrl, `mudstream-${instance}`)
  const db = openDatabase(parts.databaseUrl, `mudstream-${instance}`, 6)
  const registry = openMetrics('gateway', instance)
  const { inboxPrefix } = readNatsAddress(parts.natsUrl)
  // Marks everything of this life of the process: its messages and its connections.
  const boot = randomId(8)
  const batches = natsBatchBus(nc, subjects, shard, instance, boot, inboxPrefix, (why) => {
    if (why === null) log.info({ event: 'stream-well' }, 'commands are stored again')
    else log.error({ event: 'stream-trouble', why }, 'commands cannot be stored; they are refused')
  })
  const publisher = commandPublisher(batches, systemClock, instance, config.gatherMs)
  const hub = new Hub(instance, outputArchive(db), systemClock, {
    repaired: (ticks) => metrics.repaired(ticks),
    trouble(where, error) {
      metrics.trouble(where)
      log.warn({ event: 'gateway-trouble', where, err: error }, 'bus or store in trouble')
    },
  })
  const metrics = gatewayMetrics(registry, {
    sockets: () => door.count(),
    sessions: () => hub.sessionCount,
    waiting: () => publisher.waiting(),
  })
  await hub.begin(shard)
  const timedBus = timed(publisher, metrics.published, (command) => feeds.stored(command))
  const tracing = await openTracing(config.otlpUrl, {
    role: 'gateway',
    instance,
    world: config.world,
  })
  const bus = tracing
    ? tracedCommands(timedBus, { tracing, nc, subjects, instance, now: systemClock.now })
    : timedBus
  const accounts = accountsOver(db)
  const world = await worldName(db, shard, config.world)
  const addresses = addressBook(config.limitConnectionsPerAddress)
  const signIn = gatewaySignIn(accounts, {
    triesPerTenMinutes: config.limitSignIns,
    guests: config.guests,
  })
  const connections = new Set<PlayerConnection>()
  const accept = (wire: Wire): PlayerConnection => {
    const connection = new PlayerConnection(wire, {
      hub,
      bus,
      signIn,
      world: world.current,
      shard,
      now: systemClock.now,
      sleep: systemClock.sleep,
      newConn: () => `${boot}${randomId(8)}`,
      bucket: tokenBucket(
        config.limitCommandsPerSecond,
        config.limitCommandBurst,
        systemClock.mono,
      ),
      onTrouble(where, error) {
        metrics.trouble(where)
        log.warn({ event: 'gateway-trouble', where, err: error }, 'a connection met trouble')
      },
      onClosed: () => connections.delete(connection),
    })
    connections.add(connection)
    return connection
  }
  const requests = requestBook(db, config.requestTtlMs, systemClock.now)
  const sync = roomSync(db, shard, systemClock.mono)
  const app = httpApi({
    accounts,
    signIn,
    bus,
    requests,
    roomSync: sync,
    ready: () => readiness(nc, batches.connected, db),
    metrics: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    onTrouble(where, error) {
      metrics.trouble('http')
      log.error({ event: 'http-trouble', where, err: error }, 'a request could not be answered')
    },
    trustProxy: config.trustProxy,
    now: systemClock.now,
  })
  const feeds = openFeeds(app, {
    nc,
    subjects,
    db,
    shard,
    clock: systemClock,
    hub,
    accounts,
    requests,
    roomSync: sync,
    keepAliveMs: config.feedKeepaliveMs,
    onTrouble(where, error) {
      metrics.trouble(where)
      log.warn({ event: 'gateway-trouble', where, err: error }, 'a feed met trouble')
    },
  })
  const closeAdmin = openAdmin(app, { config, log, instance, nc, subjects, db, accounts, bus })
  obeyControl(nc, subjects, { instance, log, drain: parts.drain })
  await addPages(app)
  const shown = lastShownAnywhere(db, shard, nc, subjects)
  const door = openWebSocketDoor(app.server, {
    settings: {
      allowedOrigins: config.allowedOrigins,
      trustProxy: config.trustProxy,
      bufferedBytesMax,
    },
    accept,
    addresses,
    acceptOther: (socket, raw, protocol, address) =>
      serveTextSocket(socket, raw, protocol, address, bufferedBytesMax, {
        open: accept,
        shown,
        onDrop: metrics.dropped,
      }),
    onDrop: metrics.dropped,
  })
  const outputs = nc.subscribe(subjects.outputs(instance), {
    callback: (error, message) => {
      if (!error) hub.receive(message.json<OutputMessage>())
    },
  })
  const sayAlive = () => nc.publish(subjects.system('gateway', instance), boot)
  const alive = setInterval(sayAlive, aliveMs)
  sayAlive()
  await app.listen({ host: config.httpHost, port: config.httpPort })
  const board = openTelemetryBoard(nc, subjects)
  const telnet = await openTelnetDoor({
    config,
    addresses,
    open: accept,
    shown,
    players: () => playersEverywhere(board, instance, hub.sessionCount),
    startedAtMs: systemClock.now(),
    onDrop: metrics.dropped,
  })
  // Last, because its figures ask the doors: a slow start must not be asked before they are there.
  const stopTelemetry = await startTelemetry(nc, subjects, { role: 'gateway', instance }, () => ({
    sockets: door.count(),
    telnet: telnet.connections(),
    sessions: hub.sessionCount,
    waiting: publisher.waiting(),
  }))
  return {
    http: listening(app.server.address(), config.httpHost),
    telnet: { host: telnet.host, port: telnet.port },
    async stop() {
      // Whoever comes back at once shall not meet this gateway again.
      door.shut()
      for (const connection of connections) {
        connection.bye('restart', 'The gate is being rebuilt. Come back in a moment.', true, 1012)
      }
      const telnetShut = telnet.stop()
      // Time for the goodbyes and for commands on their way to be acknowledged.
      await systemClock.sleep(byeMs)
      clearInterval(alive)
      world.stop()
      stopTelemetry()
      closeAdmin()
      board.close()
      await telnetShut
      await door.close()
      feeds.close()
      await app.close()
      publisher.close()
      batches.close()
      outputs.unsubscribe()
      await nc.drain()
      await db.destroy()
      await tracing?.stop()
    },
  }
}

/** Measures each publish from command to acknowledgement, and tells what was stored. */
function timed(
  bus: CommandBus,
  report: (durationMs: number) => void,
  onStored: (command: Command) => void,
): CommandBus {
  return {
    async publish(command) {
      const began = systemClock.mono()
      const result = await bus.publish(command)
      report(systemClock.mono() - began)
      if (result === 'stored') onStored(command)
      return result
    },
  }
}

function listening(address: unknown, host: string): Listening {
  const port = (address as { port?: number } | null)?.port ?? 0
  return { host, port }
}

/** What this gateway needs to serve anybody, each with the reason when it is missing. */
async function readiness(nc: NatsConnection, stores: () => boolean, db: Db) {
  const bus = await nc
    .flush()
    .then(() => (stores() ? 'ok' : 'commands cannot be stored'))
    .catch((error: unknown) => `away: ${String(error)}`)
  const store = await sql`select 1`
    .execute(db)
    .then(() => 'ok')
    .catch(() => 'away')
  const tick = await db
    .selectFrom('shards')
    .select(sql<boolean>`lease_until > now()`.as('led'))
    .where('shard', '=', shard)
    .executeTakeFirst()
    .then((row) => (row?.led ? 'ok' : 'no leader'))
    .catch(() => 'unknown')
  const checks = { nats: bus, postgres: store, tick }
  return { ready: Object.values(checks).every((check) => check === 'ok'), checks }
}
