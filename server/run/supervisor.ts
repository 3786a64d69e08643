/**
 * Runs the whole system on one machine: embedded servers, set-up, then every role as a process of its
 * own. What dies is started again; what is stopped is stopped in order.
 *
 * Order of starting: Postgres and NATS, set-up, all roles. Order of stopping: gateways (they tell
 * their players), workers, ticks (they finish what was accepted), NATS, Postgres.
 */
import type { Logger } from 'pino'
import type { Config, Environment } from '../platform/config.ts'
import type { RoleName, SetUpParts, SetUpResult } from '../platform/roles.ts'
import { type DataDir, openDataDir, type RecordedProcess } from './embedded/data-dir.ts'
import { portTrouble, tryPort } from './embedded/ports.ts'
import { stopProcesses } from './embedded/processes.ts'
import { startWatchdog, type Watchdog } from './embedded/watchdog.ts'
import { type Servers, startServers } from './supervise/embedded-servers.ts'
import { type Keeper, keepRunning, type Runnable } from './supervise/keep-running.ts'
import { type RoleProcess, startRoleProcess } from './supervise/role-process.ts'
import { roleEnvironment, roleSlots, type Slot } from './supervise/role-slots.ts'

/** Prepares database, streams and world before the first role starts. */
export type SetUp = (parts: SetUpParts) => Promise<SetUpResult>

/** What the supervisor needs to know. */
export type SupervisorParts = {
  readonly config: Config
  readonly log: Logger
  readonly env: Environment
  readonly setUp: SetUp
  /** File of the program whose subcommands are the roles. */
  readonly program: string
}

/** The addresses of a system that is ready. */
export type Ready = {
  readonly http: string | undefined
  readonly telnet: string | undefined
  readonly ownerLink: string | undefined
}

/** A system on its way up, running, or on its way down. */
export type Supervisor = {
  /** Resolves when everything is ready; rejects when something could not start. */
  readonly ready: Promise<Ready>
  /** Stops everything in order; safe to call at any time and more than once. */
  stop(): Promise<void>
  /** Ends everything at once. What was acknowledged is safe all the same. */
  kill(): Promise<void>
}

type RoleKeeper = Keeper<RoleProcess> & { readonly slot: Slot }

/** Share of the whole shutdown time that each kind of role gets before it is killed. */
const stopShare: Readonly<Record<RoleName, number>> = { gateway: 0.3, worker: 0.25, tick: 0.2 }
const stopOrder: readonly RoleName[] = ['gateway', 'worker', 'tick']

const checkPorts = async (config: Config): Promise<void> => {
  if (config.gateways === 0) return
  const wanted = [
    [config.httpHost, config.httpPort, 'MUD_HTTP_PORT'],
    [config.telnetHost, config.telnetPort, 'MUD_TELNET_PORT'],
  ] as const
  const problems: string[] = []
  for (const [host, port, setting] of wanted) {
    const { code } = await tryPort(host, port)
    if (code !== undefined) problems.push(portTrouble(host, port, setting, code))
  }
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

/** Ends what a killed predecessor left; its servers are found again by their folders. */
const endLeftovers = async (dataDir: DataDir, log: Logger): Promise<void> => {
  if (dataDir.leftovers.length === 0) return
  log.warn('The last run did not end in order; cleaning up after it')
  const roles = dataDir.leftovers.filter((one) => !['Postgres', 'NATS'].includes(one.name))
  await stopProcesses(roles, [['SIGTERM', 5_000]])
}

/** The living processes; a role that is not ready yet counts from the moment it was spawned. */
const livingProcesses = (keepers: readonly Keeper<Runnable>[]): RecordedProcess[] =>
  keepers.flatMap((keeper) => {
    const running = keeper.current()
    return running === undefined ? [] : [{ name: keeper.name, ...running.identity }]
  })

const startRole = (parts: SupervisorParts, servers: Servers, slot: Slot, onChange: () => void) => {
  let listening: Pick<RoleProcess, 'http' | 'telnet'> = {}
  const start = async (): Promise<RoleProcess> => {
    const { database, nats } = await servers.addresses
    const role = await startRoleProcess({
      role: slot.role,
      instance: slot.instance,
      program: parts.program,
      env: roleEnvironment(parts, slot, listening, database(slot.role), nats(slot.role)),
      stopWithinMs: parts.config.shutdownMaxMs * stopShare[slot.role],
      onSpawn: (pid) => parts.log.debug({ process: pid }, `${slot.instance} is starting`),
    })
    // A restarted gateway must come back where its players look for it.
    listening = { ...role }
    parts.log.info({ process: role.identity.pid }, `${slot.instance} is ready`)
    return role
  }
  return { ...keepRunning({ name: slot.instance, log: parts.log, start, onChange }), slot }
}

const shownHost = (host: string): string => {
  const everywhere = { '0.0.0.0': '127.0.0.1', '::': '127.0.0.1' } as Record<string, string>
  const local = everywhere[host] ?? host
  return local.includes(':') ? `[${local}]` : local
}

/** Where the first gateway listens, for people. */
const addressesOf = (roles: readonly RoleKeeper[]): Omit<Ready, 'ownerLink'> => {
  const gateway = roles.find((role) => role.slot.role === 'gateway')?.current()
  const { http, telnet } = gateway ?? {}
  return {
    http: http && `http://${shownHost(http.host)}:${http.port}`,
    telnet: telnet && `${shownHost(telnet.host)}:${telnet.port}`,
  }
}

/** Starts everything. Returns at once; `ready` says how it went. */
export const startSupervisor = (parts: SupervisorParts): Supervisor => {
  const { config, log, env } = parts
  let dataDir: DataDir | undefined
  let servers: Servers | undefined
  let watchdog: Watchdog | undefined
  let roles: RoleKeeper[] = []
  let stopped: Promise<void> | undefined

  const embedded = (): Keeper<Runnable>[] =>
    [servers?.nats, servers?.postgres].filter((one) => one !== undefined)
  const onChange = (): void => {
    watchdog?.watch(livingProcesses(embedded()))
    try {
      dataDir?.record(livingProcesses([...embedded(), ...roles]))
    } catch (error) {
      // Weather: a full disk. What runs runs all the same, and its servers are found by their folders.
      log.error(
        { event: 'processes-unrecorded', err: error },
        'the processes were not written down',
      )
    }
  }
  const mustGoOn = (): void => {
    if (stopped !== undefined) throw new Error('Stopped while starting.')
  }

  const start = async (): Promise<Ready> => {
    dataDir = openDataDir(config.dataDir)
    await endLeftovers(dataDir, log)
    await checkPorts(config)
    mustGoOn()
    log.info('starting the database and the message bus')
    watchdog = startWatchdog()
    servers = startServers({ config, log, dataDir, searchPath: env['PATH'] ?? '', onChange })
    const { database, nats } = await servers.addresses
    mustGoOn()
    log.info('preparing the world')
    const urls = { databaseUrl: database('owner'), natsUrl: nats('admin') }
    const { ownerLink } = await parts.setUp({ config, log, ...urls })
    mustGoOn()
    log.info('starting the roles')
    const started = servers
    roles = roleSlots(config).map((slot) => startRole(parts, started, slot, onChange))
    await Promise.all(roles.map((role) => role.first))
    mustGoOn()
    const ready = { ...addressesOf(roles), ownerLink }
    dataDir.announce(ready.http ?? 'no gateway')
    return ready
  }

  const stopAll = async (): Promise<void> => {
    for (const kind of stopOrder) {
      await Promise.all(roles.filter(({ slot }) => slot.role === kind).map((role) => role.stop()))
    }
    for (const server of embedded()) await server.stop()
    watchdog?.dismiss()
    dataDir?.release()
  }

  const kill = async (): Promise<void> => {
    for (const keeper of [...embedded(), ...roles]) keeper.letGo()
    const living = livingProcesses([...embedded(), ...roles])
    const database = living.filter(({ name }) => name === 'Postgres')
    const others = living.filter(({ name }) => name !== 'Postgres')
    await stopProcesses(others, [])
    await stopProcesses(database, [['SIGQUIT', 2_000]])
    watchdog?.dismiss()
    dataDir?.release()
  }

  const ready = start()
  ready.catch(() => undefined)
  const stop = (): Promise<void> => {
    stopped ??= stopAll()
    return stopped
  }
  return { ready, stop, kill }
}
