/** The gateway role: HTTP, WebSocket and telnet in front, the bus behind, no game rules in between. */

import type { FastifyInstance } from 'fastify'
import type { Command, OutputMessage } from '../../schema/envelope.ts'
import { FIRST_SHARD } from '../../schema/ids.ts'
import { type Subjects, subjectsOf } from '../../schema/subjects.ts'
import { createIdentity, type Identity } from '../edge/accounts/identity.ts'
import { openAdmin } from '../edge/admin-api/part.ts'
import { openFeeds } from '../edge/http/feeds.ts'
import { openHttpApi } from '../edge/http/http-api.ts'
import { addPages } from '../edge/http/pages.ts'
import { readiness } from '../edge/http/readiness.ts'
import { requestBook } from '../edge/http/request-book.ts'
import { roomSync } from '../edge/http/room-sync.ts'
import { worldName } from '../edge/http/world-name.ts'
import { addressBook } from '../edge/listeners/addresses.ts'
import {
  openTelnetListener,
  playersEverywhere,
  serveTextSocket,
} from '../edge/listeners/text-listeners.ts'
import { openWebSocketListener } from '../edge/listeners/web-socket.ts'
import { gatewayMetrics } from '../edge/metrics.ts'
import { Hub } from '../edge/session/hub.ts'
import { type Intake, openIntake } from '../edge/session/intake.ts'
import { openLastShown } from '../edge/session/last-shown.ts'
import { createOutputArchive } from '../edge/session/output-archive.ts'
import { createPlayers, type Players } from '../edge/session/players.ts'
import { createSignIn } from '../edge/session/sign-in.ts'
import { findMasterKey, useMasterKey } from '../persons/master-key.ts'
import { randomId, systemClock } from '../platform/ambient.ts'
import type { Bus } from '../platform/bus/bus.ts'
import { logBroken, openBus } from '../platform/bus/nats-bus.ts'
import { obeyControl } from '../platform/control.ts'
import { type Db, openDatabase } from '../platform/database.ts'
import { openMetrics } from '../platform/metrics.ts'
import type { Listening, RoleParts, RunningRole } from '../platform/roles.ts'
import { openTelemetryBoard, startTelemetry } from '../platform/telemetry.ts'

const shard = FIRST_SHARD
const aliveMs = 1_000
const byeMs = 300
/** Output that may wait for a slow reader before it is cut off; it may resume. */
const bufferedBytesMax = 256 * 1_024

/** Starts the role; resolves once it listens. */
export async function runGateway(parts: RoleParts): Promise<RunningRole> {
  // Looking back in time reads the log, and words in it are sealed.
  useMasterKey(await findMasterKey(parts.config))
  const core = await openCore(parts)
  const front = await openHttp(parts, core)
  const listeners = await openListeners(parts, core, front.app)
  const stopSpeaking = await speakUp(parts, core, listeners)
  const { bus, db, intake, players } = core
  return {
    http: listening(front.app.server.address(), parts.config.httpHost),
    telnet: { host: listeners.telnet.host, port: listeners.telnet.port },
    async stop() {
      // Whoever comes back at once shall not meet this gateway again.
      listeners.web.shut()
      players.sayGoodbye()
      const telnetShut = listeners.telnet.stop()
      // Time for the goodbyes and for commands on their way to be acknowledged.
      await systemClock.sleep(byeMs)
      stopSpeaking()
      core.stop()
      await telnetShut
      await listeners.web.close()
      await front.close()
      listeners.stop()
      intake.close()
      await bus.drain()
      await db.destroy()
      await intake.finish()
    },
  }
}

/** What everything in a gateway works with. */
interface Core {
  readonly bus: Bus
  readonly db: Db
  readonly subjects: Subjects
  readonly boot: string
  readonly registry: ReturnType<typeof openMetrics>
  readonly metrics: ReturnType<typeof gatewayMetrics>
  readonly hub: Hub
  readonly intake: Intake
  readonly players: Players
  readonly identity: Identity
  readonly signIn: ReturnType<typeof createSignIn>
  readonly onTrouble: (where: string, error: unknown) => void
  /** What parts that are opened later add. */
  readonly later: { sockets: () => number; stored: (command: Command) => void }
  stop(): void
}

async function openCore(parts: RoleParts): Promise<Core> {
  const { config, log, instance } = parts
  const subjects = subjectsOf(config.world)
  const name = `mudstream-${instance}`
  const bus = await openBus({ url: parts.natsUrl, name, onBroken: logBroken(log) })
  const db = openDatabase(parts.databaseUrl, name, 6)
  const registry = openMetrics('gateway', instance)
  // Marks everything of this life of the process: its messages and its connections.
  const boot = randomId(8)
  const later: Core['later'] = { sockets: () => 0, stored: () => undefined }
  const onTrouble = (where: string, error: unknown) => {
    metrics.trouble(where)
    log.warn({ event: 'gateway-trouble', where, err: error }, 'something is in trouble')
  }
  const hub = new Hub(instance, createOutputArchive(db), systemClock, {
    repaired: (ticks) => metrics.repaired(ticks),
    trouble: onTrouble,
  })
  const metrics = gatewayMetrics(registry, {
    sockets: () => later.sockets(),
    sessions: () => hub.sessionCount,
    waiting: () => intake.waiting(),
  })
  await hub.begin(shard)
  const intake = await openIntake(parts, {
    bus,
    subjects,
    shard,
    boot,
    onPublished: metrics.published,
    onStored: (command) => later.stored(command),
  })
  const identity = createIdentity(db, systemClock.now)
  const { limitSignIns, guests } = config
  const signIn = createSignIn(identity, { triesPerTenMinutes: limitSignIns, guests })
  const { current, stop } = await worldName(db, shard, config.world)
  const { commands } = intake
  const players = createPlayers({
    config,
    hub,
    bus: commands,
    signIn,
    world: current,
    shard,
    boot,
    onTrouble,
  })
  const made = {
    bus,
    db,
    subjects,
    boot,
    registry,
    metrics,
    hub,
    intake,
    players,
    identity,
    signIn,
  }
  return { ...made, onTrouble, later, stop }
}

/** Everything over HTTP: the API, event streams, the admin part, the pages. */
async function openHttp(parts: RoleParts, core: Core) {
  const { config, log, instance } = parts
  const { bus, db, subjects, registry, metrics, hub, intake, identity, signIn, onTrouble } = core
  const { commands } = intake
  const requests = requestBook(db, config.requestTtlMs, systemClock.now)
  const sync = roomSync(db, shard, systemClock.mono)
  const app = await openHttpApi({
    identity,
    signIn,
    bus: commands,
    requests,
    roomSync: sync,
    ready: () => readiness(bus, intake.stores, db, shard),
    metrics: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    onTrouble(where, error) {
      metrics.trouble('http')
      log.error({ event: 'http-trouble', where, err: error }, 'a request could not be answered')
    },
    trustProxy: config.trustProxy,
    now: systemClock.now,
  })
  const feeds = openFeeds(app, {
    bus,
    subjects,
    db,
    shard,
    clock: systemClock,
    hub,
    requests,
    roomSync: sync,
    keepAliveMs: config.feedKeepaliveMs,
    onTrouble,
  })
  core.later.stored = (command) => feeds.stored(command)
  const closeAdmin = openAdmin(app, {
    config,
    log,
    instance,
    bus,
    subjects,
    db,
    identity,
    commands,
  })
  obeyControl(bus, subjects, { instance, log, drain: parts.drain })
  await addPages(app)
  return {
    app,
    async close() {
      closeAdmin()
      feeds.close()
      await app.close()
    },
  }
}

/** The listeners for players; both accept connections when this resolves. */
async function openListeners({ config, instance }: RoleParts, core: Core, app: FastifyInstance) {
  const { bus, db, subjects, hub, players, metrics } = core
  const addresses = addressBook(config.limitConnectionsPerAddress)
  const shown = openLastShown({ db, shard, bus, subjects })
  const open = players.accept
  const onDrop = metrics.dropped
  const { mono } = systemClock
  const web = openWebSocketListener(app.server, {
    settings: {
      allowedOrigins: config.allowedOrigins,
      trustProxy: config.trustProxy,
      bufferedBytesMax,
    },
    accept: open,
    addresses,
    acceptOther: (socket) =>
      serveTextSocket(socket, { open, shown, onDrop, bufferedBytesMax, mono }),
    mono,
    onDrop,
  })
  core.later.sockets = () => web.count()
  const outputs = bus.subscribe(subjects.outputs(instance), (message) =>
    hub.receive(message.json<OutputMessage>()),
  )
  await app.listen({ host: config.httpHost, port: config.httpPort })
  const board = openTelemetryBoard(bus, subjects)
  const telnet = await openTelnetListener({
    config,
    addresses,
    open,
    shown,
    players: () => playersEverywhere(board, instance, hub.sessionCount),
    startedAtMs: systemClock.now(),
    onDrop,
  })
  const stop = () => {
    board.close()
    outputs.unsubscribe()
  }
  return { web, telnet, stop }
}

/** Tells the tick and the admins that this gateway lives. The result ends that. */
async function speakUp(
  { instance }: RoleParts,
  { bus, subjects, boot, hub, intake }: Core,
  { web, telnet }: Awaited<ReturnType<typeof openListeners>>,
): Promise<() => void> {
  const sayAlive = () => bus.publish(subjects.system('gateway', instance), boot)
  const alive = setInterval(sayAlive, aliveMs)
  sayAlive()
  // After the listeners, because its figures ask them: a slow start must not be asked before.
  const stopTelemetry = startTelemetry(bus, subjects, { role: 'gateway', instance }, () => ({
    sockets: web.count(),
    telnet: telnet.connections(),
    sessions: hub.sessionCount,
    waiting: intake.waiting(),
  }))
  return () => {
    clearInterval(alive)
    stopTelemetry()
  }
}

function listening(address: unknown, host: string): Listening {
  const port = (address as { port?: number } | null)?.port ?? 0
  return { host, port }
}
