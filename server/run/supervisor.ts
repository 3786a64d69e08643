/**
 * Runs the whole system on one machine: embedded servers, set-up, then every role as a process of its
 * own. What dies is started again; what is stopped is stopped in order.
 *
 * Order of starting: Postgres and NATS, set-up, all roles. Order of stopping: the door and the gateways
 * (they tell their players), workers, ticks (they finish what was accepted), NATS, Postgres.
 */
import { existsSync } from 'node:fs'
import { requirePersonKey } from '../persons/master-key.ts'
import type { Config, Environment } from '../platform/config.ts'
import type { Logger } from '../platform/log.ts'
import type { ProcessKind, SetUpParts, SetUpResult } from '../platform/roles.ts'
import { type DataDir, openDataDir, type RecordedProcess } from './embedded/data-dir.ts'
import { portTrouble, tryPort } from './embedded/ports.ts'
import { stopProcesses } from './embedded/processes.ts'
import { startWatchdog, type Watchdog } from './embedded/watchdog.ts'
import { createDoors, type Doors } from './supervise/doors.ts'
import { type Servers, startServers } from './supervise/embedded-servers.ts'
import { keepRole } from './supervise/keep-role.ts'
import type { Keeper, Runnable } from './supervise/keep-running.ts'
import { isSmall } from './supervise/profile.ts'
import { httpPorts, roleSlots, smallSlots } from './supervise/role-slots.ts'
import { startSetUp } from './supervise/set-up-process.ts'
import { type RoleKeeper, replaceAll } from './supervise/upgrade.ts'

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
  /** The same for the code on disk, for an upgrade; without it the program is always the same file. */
  readonly programNow?: () => Promise<string>
  /** What runs instead of a program that is there no more: a bundle is only a cache. */
  readonly sources?: string
}

/** The addresses of a system that is ready. */
export type Ready = {
  readonly http: string | undefined
  readonly telnet: string | undefined
  readonly ownerLink: string | undefined
}

const stopOrder: readonly ProcessKind[] = ['door', 'gateway', 'worker', 'tick', 'game']

const checkPorts = async (config: Config): Promise<void> => {
  if (config.gateways === 0) return
  const wanted = [
    ...httpPorts(config).map((port) => [config.httpHost, port, 'MUD_HTTP_PORT'] as const),
    [config.telnetHost, config.telnetPort, 'MUD_TELNET_PORT'] as const,
  ]
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
  log.warn({ event: 'leftovers-found' }, 'the last run did not end in order; cleaning up after it')
  const roles = dataDir.leftovers.filter((one) => !['Postgres', 'NATS'].includes(one.name))
  await stopProcesses(roles, [['SIGTERM', 5_000]])
}

/** The processes that are ready. A role on its way up ends by itself when this process does. */
const livingProcesses = (keepers: readonly Keeper<Runnable>[]): RecordedProcess[] =>
  keepers.flatMap((keeper) => {
    const running = keeper.current()
    return running === undefined ? [] : [{ name: keeper.name, ...running.identity }]
  })

const shownHost = (host: string): string => {
  const local = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return local.includes(':') ? `[${local}]` : local
}

/** Where the first gateway and the door listen, for people. */
const addressesOf = (roles: readonly RoleKeeper[]): Omit<Ready, 'ownerLink'> => {
  const of = (kind: ProcessKind) => roles.find((role) => role.slot.role === kind)?.current()
  const http = (of('gateway') ?? of('game'))?.http
  const telnet = of('door')?.telnet
  return {
    http: http && `http://${shownHost(http.host)}:${http.port}`,
    telnet: telnet && `${shownHost(telnet.host)}:${telnet.port}`,
  }
}

/**
 * A system on its way up, running, or on its way down.
 *
 * Invariant: every living process is written down in the data folder, so that the next start can end
 * what outlives this process.
 */
class Supervisor {
  /** Resolves when everything is ready; rejects when something could not start. */
  readonly ready: Promise<Ready>
  readonly #parts: SupervisorParts
  #dataDir: DataDir | undefined
  #servers: Servers | undefined
  #watchdog: Watchdog | undefined
  #roles: readonly RoleKeeper[] = []
  #doors: Doors | undefined
  #stopped: Promise<void> | undefined
  /** What starts next. What has ended starts as it was; only an upgrade goes over to other code. */
  #program: string

  constructor(parts: SupervisorParts) {
    this.#parts = parts
    this.#program = parts.program
    this.ready = this.#start()
    this.ready.catch(() => undefined)
  }

  /** Stops everything in order; safe to call at any time and more than once. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll()
    return this.#stopped
  }

  /** Replaces every role, one after another, with the code on disk. Rejects when one does not start. */
  async upgrade(): Promise<void> {
    await this.ready
    const { programNow, log, env } = this.#parts
    const program = (await programNow?.()) ?? this.#program
    const { database, nats } = await (this.#servers as Servers).addresses
    const urls = { databaseUrl: database('owner'), natsUrl: nats('admin') }
    log.info({ event: 'upgrade-begins' }, 'every role is replaced, one after another')
    // The new code's own set-up, as at every start. When it fails, nothing has changed.
    await startSetUp(program, env)(urls)
    this.#program = program
    const doors = this.#doors as Doors
    await replaceAll({ roles: this.#roles, doors, log, databaseUrl: urls.databaseUrl })
  }

  /** Ends everything at once. What was acknowledged is safe all the same. */
  async kill(): Promise<void> {
    for (const keeper of this.#keepers()) keeper.letGo()
    const living = this.#living()
    const database = living.filter(({ name }) => name === 'Postgres')
    const others = living.filter(({ name }) => name !== 'Postgres')
    await stopProcesses(others, [])
    await stopProcesses(database, [['SIGQUIT', 2_000]])
    this.#watchdog?.dismiss()
    this.#dataDir?.release()
  }

  async #start(): Promise<Ready> {
    const { config, log, env } = this.#parts
    const onChange = () => this.#onChange()
    if (config.databaseUrl !== undefined) requirePersonKey(config)
    this.#dataDir = openDataDir(config.dataDir)
    await endLeftovers(this.#dataDir, log)
    await checkPorts(config)
    this.#mustGoOn()
    log.info({ event: 'servers-starting' }, 'starting the database and the message bus')
    this.#watchdog = startWatchdog()
    const searchPath = env['PATH'] ?? ''
    const servers = startServers({ config, log, dataDir: this.#dataDir, searchPath, onChange })
    this.#servers = servers
    const { database, nats } = await servers.addresses
    this.#mustGoOn()
    log.info({ event: 'world-preparing' }, 'preparing the world')
    const urls = { databaseUrl: database('owner'), natsUrl: nats('admin') }
    const { ownerLink } = await this.#parts.setUp({ config, log, ...urls })
    this.#mustGoOn()
    const profile = isSmall(config) ? 'small' : 'full'
    log.info({ event: 'roles-starting', profile }, 'starting the roles')
    const doors = createDoors(this.#dataDir.path, onChange)
    this.#doors = doors
    const slotParts = { ...this.#parts, program: () => this.#present(), servers, doors, onChange }
    const slots = roleSlots(config)
    const processes = profile === 'small' ? smallSlots(slots) : slots
    this.#roles = processes.map((slot) => keepRole(slotParts, slot))
    await Promise.all(this.#roles.map((role) => role.first))
    this.#mustGoOn()
    const ready = { ...addressesOf(this.#roles), ownerLink }
    this.#dataDir.announce(ready.http ?? 'no gateway')
    return ready
  }

  async #stopAll(): Promise<void> {
    for (const kind of stopOrder) {
      const ofKind = this.#roles.filter(({ slot }) => slot.role === kind)
      await Promise.all(ofKind.map((role) => role.stop()))
      if (kind === 'door') await this.#doors?.stop()
    }
    for (const server of this.#embedded()) await server.stop()
    this.#watchdog?.dismiss()
    this.#dataDir?.release()
  }

  #embedded(): Keeper<Runnable>[] {
    return [this.#servers?.nats, this.#servers?.postgres].filter((one) => one !== undefined)
  }

  #keepers(): Keeper<Runnable>[] {
    return [...this.#embedded(), ...this.#roles]
  }

  #living(): RecordedProcess[] {
    return [...livingProcesses(this.#keepers()), ...(this.#doors?.retiring() ?? [])]
  }

  #onChange(): void {
    this.#watchdog?.watch(livingProcesses(this.#embedded()))
    try {
      this.#dataDir?.record(this.#living())
    } catch (error) {
      // A full disk: what runs goes on running, and its servers are found by their folders.
      this.#parts.log.error(
        { event: 'processes-unrecorded', err: error },
        'the processes were not written down',
      )
    }
  }

  #present(): string {
    const { sources = this.#program } = this.#parts
    return existsSync(this.#program) ? this.#program : sources
  }

  #mustGoOn(): void {
    if (this.#stopped !== undefined) throw new Error('Stopped while starting.')
  }
}

export type { Supervisor }

/** Starts everything. Returns at once; `ready` says how it went. */
export const startSupervisor = (parts: SupervisorParts): Supervisor => new Supervisor(parts)
