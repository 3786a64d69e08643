/** Serves one role as a process: settings, log, readiness, signals. */
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { requirePersonKey } from '../../persons/master-key.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import { coerceError } from '../../platform/errors.ts'
import { type Logger, openLog } from '../../platform/log.ts'
import { processCounts } from '../../platform/process-counts.ts'
import type {
  DoorParts,
  ProcessKind,
  RoleMessage,
  RoleName,
  RoleOfGame,
  RunDoor,
  RunningRole,
  RunRole,
  SupervisorMessage,
} from '../../platform/roles.ts'
import { catchUncaught } from '../../platform/uncaught.ts'

const prefixes: Readonly<Record<ProcessKind, string>> = {
  gateway: 'gw',
  tick: 't',
  worker: 'w',
  game: 'game',
  door: 'door',
}

/** A name that no other process has, for processes started without a supervisor. */
const ownName = (role: ProcessKind): string => {
  const digest = createHash('sha256').update(`${hostname()}/${process.pid}`).digest('hex')
  return `${prefixes[role]}${digest.slice(0, 12)}`
}

const tell = (message: RoleMessage): void => {
  if (process.connected) process.send?.(message)
}

/**
 * Takes over what the processes of this name before this one cannot tell any more.
 * @returns the roles of a game; pending for ever where there is no supervisor to name them
 */
const hearSupervisor = (): Promise<readonly RoleOfGame[]> =>
  new Promise((resolve) => {
    if (!process.connected) return
    process.on('message', (message) => {
      // Only our own supervisor is at the other end of this channel.
      const said = message as SupervisorMessage
      if (said.type !== 'earlier') return
      processCounts.uncaughtExceptions = said.uncaught
      resolve(said.roles ?? [])
    })
  })

/** Makes way for a successor when the supervisor says so. */
const makeWay = ({ retire }: RunningRole, stop: (why: string) => void): void => {
  process.on('message', (message) => {
    if ((message as SupervisorMessage).type !== 'retire' || !retire) return
    void retire().then(() => stop('nobody is left'))
    tell({ type: 'retiring' })
  })
}

export const requireUrls = (config: Config): { natsUrl: string; databaseUrl: string } => {
  const { natsUrl, databaseUrl } = config
  if (natsUrl === undefined || databaseUrl === undefined) {
    throw new Error(
      'A role started by itself needs MUD_NATS_URL and MUD_DATABASE_URL; `mudstream start` runs ' +
        'everything on one machine without them.',
    )
  }
  return { natsUrl, databaseUrl }
}

/**
 * Stops on the first signal, or when the supervisor has ended: the system closes its end of the channel
 * for whatever reason it ended, so no role outlives it.
 */
const obey = (running: RunningRole, config: Config, log: Logger): void => {
  let stopping = false
  const stop = (why: string): void => {
    if (stopping) return
    stopping = true
    log.info({ event: 'role-stopping', why }, 'stopping')
    const overtime = setTimeout(() => {
      log.error({ event: 'role-stop-overdue' }, 'did not stop in time')
      process.exit(1)
    }, config.shutdownMaxMs)
    overtime.unref()
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ event: 'role-stop-failed', err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  if (process.connected) process.once('disconnect', () => stop('the supervisor is gone'))
  makeWay(running, stop)
}

const portInUse = (error: Error): { portInUse: number } | undefined => {
  const port = 'port' in error ? Number(error.port) : Number.NaN
  const inUse = 'code' in error && error.code === 'EADDRINUSE'
  return inUse && Number.isInteger(port) ? { portInUse: port } : undefined
}

/**
 * Runs one role in this process: reads the settings, starts the role, tells the supervisor that it is
 * ready, stops it when told.
 * @param instance name given by the supervisor; without one `MUD_INSTANCE` or a name made from the host
 * @param load loads the role's code, after the settings were found to be right
 */
export const serveRole = (
  role: RoleName,
  instance: string | undefined,
  load: () => Promise<RunRole>,
): Promise<void> =>
  serve(role, instance, async (parts) => {
    // Nobody has looked after a key for a role without a supervisor. Workers neither seal nor open words.
    if (!process.connected && role !== 'worker') requirePersonKey(parts.config)
    const run = await load()
    const drain = (): void => void process.kill(process.pid, 'SIGTERM')
    return run({ ...parts, drain, ...requireUrls(parts.config) })
  })

/** The same for a door, which needs no servers. */
export const serveDoor = (
  instance: string | undefined,
  load: () => Promise<RunDoor>,
): Promise<void> => serve('door', instance, async (parts) => (await load())(parts))

/** Serves one process: what all of them have in common. */
export const serve = async (
  kind: ProcessKind,
  instance: string | undefined,
  run: (parts: DoorParts, roles: Promise<readonly RoleOfGame[]>) => Promise<RunningRole>,
): Promise<void> => {
  const config = loadConfig(environment())
  const name = instance ?? config.instance ?? ownName(kind)
  const log = openLog(config, kind, { instance: name })
  catchUncaught(log)
  const roles = hearSupervisor()
  // The supervisor has ended before the role was ready: nobody would stop the role.
  const orphaned = (): never => process.exit(1)
  process.once('disconnect', orphaned)
  try {
    const running = await run({ config, log, instance: name }, roles)
    process.off('disconnect', orphaned)
    obey(running, config, log)
    const { http, telnet } = running
    tell({ type: 'ready', ...(http && { http }), ...(telnet && { telnet }) })
  } catch (thrown) {
    const error = coerceError(thrown)
    log.fatal({ event: 'role-start-failed', err: error }, 'the role could not start')
    tell({ type: 'failed', message: `${name}: ${error.message}`, ...portInUse(error) })
    throw error
  }
}
