/**
 * A whole cluster on one machine, to be looked at and broken: three NATS servers that hold every stream
 * together, two Postgres servers of which one follows, two doors, gateways, ticks and workers. Each is a
 * process of its own, so that any of them can be killed.
 */
import { join } from 'node:path'
import { keepMasterKey } from '../../persons/open-vault.ts'
import { randomSecret, systemClock } from '../../platform/ambient.ts'
import { type Config, type Environment, loadConfig } from '../../platform/config.ts'
import type { Logger } from '../../platform/log.ts'
import type { ProcessKind } from '../../platform/roles.ts'
import { exitCodeOfBug } from '../../platform/uncaught.ts'
import { type DataDir, openDataDir, readJson, writePrivately } from '../embedded/data-dir.ts'
import { type RunningNats, startNats } from '../embedded/nats.ts'
import { freePort } from '../embedded/ports.ts'
import { databaseName } from '../embedded/postgres-cluster.ts'
import {
  type Following,
  openPostgresPair,
  type PostgresPair,
  pairNames,
} from '../embedded/postgres-pair.ts'
import { stopProcesses } from '../embedded/processes.ts'
import { type NatsLogin, type PostgresLogin, readSecrets } from '../embedded/secrets.ts'
import { startWatchdog } from '../embedded/watchdog.ts'
import type { Keeper, keepRunning, Runnable } from '../supervise/keep-running.ts'
import { startRoleProcess } from '../supervise/role-process.ts'
import { doorPath, roleEnvironment, type Slot } from '../supervise/role-slots.ts'
import type { SetUp } from '../supervisor.ts'
import { busLeaders, tickLeader } from './leaders.ts'
import { keeperFor, living } from './members.ts'
import { openSwitch } from './switch.ts'

export type ClusterOptions = {
  readonly config: Config
  readonly env: Environment
  readonly log: Logger
  readonly setUp: SetUp
  readonly program: string
  /** Starts again what dies. */
  readonly restart: boolean
  readonly following: Following
}

export type Cluster = {
  readonly dataDir: string
  /** Of the gateways, `http://host:port`. */
  readonly http: readonly string[]
  /** Of the doors, `host:port`. */
  readonly telnet: readonly string[]
  /** Who leads what right now, one line. */
  leaders(): Promise<string>
  stop(): Promise<void>
}

const busNames = ['nats-1', 'nats-2', 'nats-3'] as const
const stopWithinMs = 8_000

type Keep = typeof keepRunning
type Member = Keeper<Runnable>

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
  const bus = await startBus(run, servers)
  const store = await startStore(run, servers)
  const stop = async (): Promise<void> => {
    for (const kind of ['door', 'gw', 'w', 't']) {
      await Promise.all(
        members.filter(({ name }) => name.startsWith(kind)).map((one) => one.stop()),
      )
    }
    store.pair.stop()
    for (const server of [...servers].reverse()) await server.stop()
    store.close()
    watchdog.dismiss()
    dataDir.release()
  }
  try {
    const urls = { MUD_NATS_URL: bus.url('admin'), MUD_DATABASE_URL: store.url('owner') }
    const own = { MUD_DATA_DIR: dataDir.path, MUD_NATS_REPLICAS: '3', ...urls }
    const env = { ...options.env, ...own }
    const config = loadConfig(env)
    const { log, setUp } = options
    await setUp({ config, log, databaseUrl: store.url('owner'), natsUrl: bus.url('admin') })
    await keepMasterKey(config, store.url('owner'))
    const { http, telnet } = await startRoles({ ...run, env, config, bus, store }, members)
    const leaders = async (): Promise<string> =>
      leadersLine(store.pair, bus.monitors(), await tickLeader(store.url('admin')))
    return { dataDir: dataDir.path, http, telnet, leaders, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Run = {
  readonly options: ClusterOptions
  readonly dataDir: DataDir
  readonly onChange: () => void
  readonly keep: Keep
}

type Bus = { url(login: NatsLogin): string; monitors(): string[] }

const startBus = async (
  { options, dataDir, onChange, keep }: Run,
  servers: Member[],
): Promise<Bus> => {
  const { config, log, env } = options
  const passwords = readSecrets(dataDir.path).nats
  const routePassword = randomSecret()
  const ports = await Promise.all(
    busNames.map(async (name) => ({ name, port: await freePort(), routePort: await freePort() })),
  )
  const routePorts = ports.map(({ routePort }) => routePort)
  const nodes = ports.map(({ name, port, routePort }) =>
    keep<RunningNats>({
      name,
      log,
      onChange,
      start: () =>
        startNats({
          dataDir: dataDir.path,
          passwords,
          port,
          world: config.world,
          storeMaxGb: config.natsStoreMaxGb,
          logFile: join(dataDir.folder('logs'), `${name}.log`),
          searchPath: env['PATH'] ?? '',
          node: { name, routePort, routePorts, routePassword },
        }),
    }),
  )
  servers.push(...nodes)
  await Promise.all(nodes.map(({ first }) => first))
  const monitors = (): string[] => nodes.flatMap((node) => node.current()?.monitorUrl ?? [])
  // Until the servers have agreed on a leader none of them makes a stream.
  while (!(await busLeaders(monitors())).has('meta')) await systemClock.sleep(100)
  return {
    monitors,
    url: (login) =>
      ports.map(({ port }) => `nats://${login}:${passwords[login]}@127.0.0.1:${port}`).join(','),
  }
}

type Store = { readonly pair: PostgresPair; url(login: PostgresLogin): string; close(): void }

const startStore = async (
  { options, dataDir, onChange, keep }: Run,
  servers: Member[],
): Promise<Store> => {
  const { config, log, env, following } = options
  const secrets = readSecrets(dataDir.path)
  dataDir.folder('logs')
  const entry = await openSwitch()
  const pair = await openPostgresPair({
    folder: dataDir.path,
    secrets,
    replicaPassword: replicaPassword(dataDir),
    sharedBuffersMb: config.postgresSharedBuffersMb,
    searchPath: env['PATH'] ?? '',
    following,
    log,
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
  pair.watch()
  return {
    pair,
    url: (login) =>
      `postgres://mud_${login}:${secrets.postgres[login]}@127.0.0.1:${entry.port}/${databaseName}`,
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

const slotsOf = (kind: ProcessKind, prefix: string): Slot[] =>
  [0, 1].map((index) => ({ role: kind, instance: `${prefix}${index + 1}`, index }))

const startRoles = async (run: RoleRun, members: Member[]) => {
  const { dataDir, env, config, bus, store, options, onChange, keep } = run
  const doors = slotsOf('door', 'door')
  const doorOf = ({ instance }: Slot): string => doorPath(dataDir.folder(instance))
  const start = (slot: Slot) => {
    const { role, instance } = slot
    let listening: Parameters<typeof roleEnvironment>[2] = {}
    let uncaught = 0
    const places =
      role === 'door'
        ? { databaseUrl: '', natsUrl: '', door: doorOf(slot) }
        : {
            databaseUrl: store.url(role),
            natsUrl: bus.url(role),
            door: doors.map(doorOf).join(','),
          }
    const member = keep({
      name: instance,
      log: options.log,
      onChange,
      async start() {
        const { program } = options
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
  const rest = [...slotsOf('tick', 't'), ...slotsOf('worker', 'w')].map((slot) => start(slot).first)
  const gateways = await Promise.all(slotsOf('gateway', 'gw').map((slot) => start(slot).first))
  await Promise.all(rest)
  return {
    http: gateways.map(({ http }) => `http://${http?.host}:${http?.port}`),
    telnet: opened.map(({ telnet }) => `${telnet?.host}:${telnet?.port}`),
  }
}

const leadersLine = async (
  pair: PostgresPair,
  monitors: readonly string[],
  tick: string,
): Promise<string> => {
  const bus = [...(await busLeaders(monitors))].map(([what, who]) => `${what}=${who}`).sort()
  return [`postgres=${pair.leader()}`, `tick=${tick || '-'}`, ...bus].join(' ')
}
