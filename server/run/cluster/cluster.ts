/**
 * A whole cluster on one machine, to be looked at and broken: three NATS servers that hold every stream
 * together, two Postgres servers of which one follows, two doors, gateways, ticks and workers. Each is a
 * process of its own, so that any of them can be killed.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { subjectsOf } from '../../../schema/subjects.ts'
import { clusterOf } from '../../edge/admin-api/cluster/cluster.ts'
import { keepMasterKey } from '../../persons/open-vault.ts'
import { randomSecret, systemClock } from '../../platform/ambient.ts'
import { type Config, type Environment, loadConfig } from '../../platform/config.ts'
import type { ProcessKind } from '../../platform/roles.ts'
import { exitCodeOfBug } from '../../platform/uncaught.ts'
import { type DataDir, openDataDir, readJson, writePrivately } from '../embedded/data-dir.ts'
import { databaseName } from '../embedded/postgres-cluster.ts'
import { openPostgresPair, type PostgresPair, pairNames } from '../embedded/postgres-pair.ts'
import { stopProcesses } from '../embedded/processes.ts'
import { type PostgresLogin, readSecrets } from '../embedded/secrets.ts'
import { startWatchdog } from '../embedded/watchdog.ts'
import { sharedBuffersMbOf } from '../supervise/profile.ts'
import { startRoleProcess } from '../supervise/role-process.ts'
import {
  doorPath,
  hasLogin,
  roleEnvironment,
  roleSlots,
  type Slot,
} from '../supervise/role-slots.ts'
import { type ClusterAddresses, clusterAddressesPath } from './addresses.ts'
import { type Bus, startBus } from './bus.ts'
import { type Leaders, leadersOf } from './leaders.ts'
import { keeperFor, living } from './members.ts'
import type { ClusterOptions, Member, Run } from './run.ts'
import { openSwitch } from './switch.ts'

export type Cluster = {
  readonly dataDir: string
  /** Of the gateways, `http://host:port`. */
  readonly http: readonly string[]
  /** Of the doors, `host:port`. */
  readonly telnet: readonly string[]
  /** Who leads what right now. */
  leaders(): Promise<Leaders>
  stop(): Promise<void>
}

const stopWithinMs = 8_000

/** Two of each, so that any one may die. */
const roles: readonly Slot[] = [
  ...roleSlots({ gateways: 2, ticks: 2, workers: 2 }).filter(hasLogin),
  ...[0, 1].map((index): Slot => ({ role: 'door', instance: `door${index + 1}`, index })),
]

/** Starts everything; resolves when players can come in. Rejects when something does not start. */
export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const dataDir = openDataDir(join(options.config.dataDir, 'cluster'))
  await stopProcesses(dataDir.leftovers, [['SIGTERM', 5_000]])
  const watchdog = startWatchdog()
  const servers: Member[] = []
  const members: Member[] = []
  const onChange = (): void => {
    watchdog.watch(living(servers))
    dataDir.record(living([...servers, ...members]))
  }
  const run = { options, dataDir, onChange, keep: keeperFor(options.restart) }
  let store: Store | undefined
  const stop = async (): Promise<void> => {
    for (const kind of ['door', 'gw', 'w', 't']) {
      await Promise.all(
        members.filter(({ name }) => name.startsWith(kind)).map((one) => one.stop()),
      )
    }
    store?.pair.stop()
    for (const server of [...servers].reverse()) await server.stop()
    store?.close()
    rmSync(clusterAddressesPath(dataDir.path), { force: true })
    watchdog.dismiss()
    dataDir.release()
  }
  try {
    const bus = await startBus(run, servers, roles.filter(hasLogin))
    options.signal.throwIfAborted()
    store = await startStore(run, servers)
    options.signal.throwIfAborted()
    const { pair, url } = store
    const addresses = await addressesOf(bus, store)
    const { natsUrl, databaseUrl } = addresses
    writePrivately(clusterAddressesPath(dataDir.path), JSON.stringify(addresses))
    const urls = {
      MUD_NATS_URL: natsUrl,
      MUD_NATS_MONITOR_URL: addresses.natsMonitorUrl,
      MUD_DATABASE_URL: databaseUrl,
      MUD_DATABASE_SERVERS: addresses.databaseServers.join(','),
    }
    const own = { MUD_DATA_DIR: dataDir.path, MUD_NATS_REPLICAS: '3', ...urls }
    const env = { ...options.env, ...own }
    const config = loadConfig(env)
    const { log, setUp } = options
    await setUp({ config, log, databaseUrl, natsUrl })
    await keepMasterKey(config, databaseUrl)
    options.signal.throwIfAborted()
    const { http, telnet } = await startRoles({ ...run, env, config, bus, store }, members)
    // Until now a server that is busy with starting would look like one that is lost.
    pair.watch()
    const asked = { monitors: bus.monitors, databases: [await url('admin', 'cluster')], config }
    const leaders = leadersBy(pair, asked)
    return { dataDir: dataDir.path, http, telnet, leaders, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const addressesOf = async (bus: Bus, { pair, url }: Store): Promise<ClusterAddresses> => ({
  natsUrl: await bus.url('admin'),
  natsMonitorUrl: bus.monitors.join(','),
  databaseUrl: await url('owner', 'cluster'),
  databaseServers: pair.servers(),
})

type Asked = {
  readonly monitors: readonly string[]
  readonly databases: readonly string[]
  readonly config: Config
}

/** Asks the servers themselves; which Postgres leads only the pair knows by name. */
const leadersBy =
  (pair: PostgresPair, { monitors, databases, config }: Asked) =>
  async (): Promise<Leaders> => {
    const subjects = subjectsOf(config.world)
    const { now } = systemClock
    const asked = { monitors, databases, subjects, reports: () => [], now }
    return leadersOf(await clusterOf(asked), pair.leader())
  }

type Store = {
  readonly pair: PostgresPair
  url(login: PostgresLogin, from: string): Promise<string>
  close(): void
}

const startStore = async (
  { options, dataDir, onChange, keep }: Run,
  servers: Member[],
): Promise<Store> => {
  const { config, log, env, following, reach } = options
  const secrets = readSecrets(dataDir.path)
  dataDir.folder('logs')
  const entry = await openSwitch()
  const pair = await openPostgresPair({
    folder: dataDir.path,
    secrets,
    replicaPassword: replicaPassword(dataDir),
    sharedBuffersMb: sharedBuffersMbOf(config),
    searchPath: env['PATH'] ?? '',
    following,
    reach,
    log,
    onLost: entry.hold,
    onLead: entry.point,
  })
  // The one that leads comes first: the other one is made of it.
  const leader = pair.leader()
  for (const name of [leader, ...pairNames.filter((one) => one !== leader)]) {
    dataDir.folder(name)
    const server = keep({ name, log, onChange, start: () => pair.start(name) })
    servers.push(server)
    await server.first
  }
  return {
    pair,
    async url(login, from) {
      const port = await reach(from, 'postgres', entry.port)
      return `postgres://mud_${login}:${secrets.postgres[login]}@127.0.0.1:${port}/${databaseName}`
    },
    close: entry.close,
  }
}

const replicaPassword = (dataDir: DataDir): string => {
  const path = join(dataDir.path, 'replica.json')
  const known = readJson<{ password: string }>(path)
  if (known) return known.password
  const password = randomSecret()
  writePrivately(path, JSON.stringify({ password }))
  return password
}

type RoleRun = Run & {
  readonly env: Environment
  readonly config: Config
  readonly bus: Bus
  readonly store: Store
}

const slotsOf = (kind: ProcessKind): Slot[] => roles.filter(({ role }) => role === kind)

const startRoles = async (run: RoleRun, members: Member[]) => {
  const { dataDir, env, config, bus, store, options, onChange, keep } = run
  const doors = slotsOf('door')
  const doorOf = ({ instance }: Slot): string => doorPath(dataDir.folder(instance))
  const start = (slot: Slot) => {
    const { role, instance } = slot
    let listening: Parameters<typeof roleEnvironment>[2] = {}
    let uncaught = 0
    const member = keep({
      name: instance,
      log: options.log,
      onChange,
      async start() {
        const { program } = options
        const places = hasLogin(slot)
          ? {
              databaseUrl: await store.url(slot.role, instance),
              natsUrl: await bus.url(slot.role, instance),
              natsMonitorUrl: bus.monitors.join(','),
              door: doors.map(doorOf).join(','),
            }
          : { databaseUrl: '', natsUrl: '', natsMonitorUrl: '', door: doorOf(slot) }
        const environment = roleEnvironment({ config, env }, slot, listening, places)
        const what = {
          role,
          instance,
          program,
          env: environment,
          stopWithinMs,
          uncaught,
          onSpawn: () => undefined,
        }
        const started = await startRoleProcess(what)
        listening = started
        void started.exited.then(({ code }) => {
          if (code === exitCodeOfBug) uncaught += 1
        })
        return started
      },
    })
    members.push(member)
    return member
  }
  const opened = await Promise.all(doors.map((slot) => start(slot).first))
  const [gateways] = await Promise.all([
    Promise.all(slotsOf('gateway').map((slot) => start(slot).first)),
    ...[...slotsOf('tick'), ...slotsOf('worker')].map((slot) => start(slot).first),
  ])
  return {
    http: gateways.map(({ http }) => `http://${http?.host}:${http?.port}`),
    telnet: opened.map(({ telnet }) => `${telnet?.host}:${telnet?.port}`),
  }
}
