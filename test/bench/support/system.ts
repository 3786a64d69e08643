/** A whole Mudstream under measurement: started as a user would, in a folder of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { databaseName } from '../../../server/run/embedded/postgres-cluster.ts'
import {
  type NatsLogin,
  type PostgresLogin,
  readSecrets,
} from '../../../server/run/embedded/secrets.ts'
import { portForLater } from '../../support/ports.ts'
import { cpuMsOf, ownCpuMs } from './cpu.ts'
import { type Series, scrape } from './scrape.ts'
import { writeBenchWorld } from './world.ts'

const here = fileURLToPath(new URL('../../../', import.meta.url))

/** CPU milliseconds so far by part: gateways, tick, worker, nats, postgres, supervisor. */
export type CpuByPart = Readonly<Record<string, number>>

export interface System {
  /** `http://127.0.0.1:…` of the first gateway. */
  readonly http: string
  readonly ws: string
  /** From the start of the program to its ready line, milliseconds. */
  readonly readyMs: number
  readonly dataDir: string
  postgresUrl(login: PostgresLogin): string
  natsUrl(login: NatsLogin): string
  cpu(): CpuByPart
  /** CPU milliseconds of all its processes so far, with those that have ended. */
  cpuMs(): number
  tickMetrics(): Promise<Series>
  gatewayMetrics(): Promise<Series>
  /** Stops in order; with `keep` the data stays for a later start. */
  stop(keep?: boolean): Promise<void>
}

export interface SystemOptions {
  /** The source tree whose program is started; this one when none is named. */
  readonly root?: string
  /** Data of an earlier system to start on. */
  readonly dataDir?: string
  /** Side of the square of rooms, when it is another than usual. */
  readonly width?: number
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the system on free ports, with the benchmark's world and no limits on the players. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'mudstream-bench-'))
  const world = join(dataDir, 'bench-world')
  writeBenchWorld(world, 1, options.width)
  const ports = {
    gateway: await portForLater(),
    tick: await portForLater(),
    nats: await portForLater(),
    postgres: await portForLater(),
  }
  const launcher = join(options.root ?? here, 'server/run/launch/launch.js')
  const program = execFileSync(process.execPath, [launcher, 'program'], { encoding: 'utf8' })
  const began = performance.now()
  const child = spawn(process.execPath, [program, 'start'], {
    env: {
      PATH: process.env['PATH'],
      MUD_DATA_DIR: dataDir,
      MUD_WORLD_DIR: world,
      MUD_HTTP_PORT: '0',
      MUD_TELNET_PORT: '0',
      MUD_TELNET_TLS_PORT: '0',
      MUD_OWNER_PASSWORD: 'owner-of-the-bench',
      MUD_LOG_LEVEL: 'warn',
      MUD_METRICS_GATEWAY_PORT: String(ports.gateway),
      MUD_METRICS_TICK_PORT: String(ports.tick),
      MUD_NATS_PORT: String(ports.nats),
      MUD_POSTGRES_PORT: String(ports.postgres),
      ...withoutLimits,
      ...options.env,
    },
    // The channel ends the system when the benchmark is killed.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const http = await readyLine(child)
  const readyMs = performance.now() - began
  const secrets = readSecrets(dataDir)
  const { host } = new URL(http)
  return {
    http,
    ws: `ws://${host}/ws`,
    readyMs,
    dataDir,
    postgresUrl: (login) =>
      `postgres://mud_${login}:${secrets.postgres[login]}@127.0.0.1:${ports.postgres}/${databaseName}`,
    natsUrl: (login) => `nats://${login}:${secrets.nats[login]}@127.0.0.1:${ports.nats}`,
    cpu: () => cpuByPart(dataDir, child.pid ?? 0),
    cpuMs: () => Object.values(cpuByPart(dataDir, child.pid ?? 0)).reduce((sum, ms) => sum + ms, 0),
    tickMetrics: () => scrape(`http://127.0.0.1:${ports.tick}/metrics`),
    gatewayMetrics: () => scrape(`http://127.0.0.1:${ports.gateway}/metrics`),
    async stop(keep = false) {
      await ended(child)
      if (!keep) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const withoutLimits = {
  MUD_LIMIT_COMMANDS_PER_SECOND: '0',
  MUD_LIMIT_COMMAND_BURST: '0',
  MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '0',
  MUD_LIMIT_SIGN_INS: '0',
}

function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /mudstream ready http=(\S+)/.exec(text)
      if (found?.[1]) resolve(found[1])
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk)
    })
    child.once('exit', (code) => reject(new Error(`the system ended with ${code}\n${text}`)))
  })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

/** Names in `processes.json` are those of the roles (`gw1`, `t1`, `w1`) and servers. */
function cpuByPart(dataDir: string, supervisor: number): CpuByPart {
  const listed = JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8')) as {
    name: string
    pid: number
  }[]
  const sums: Record<string, number> = {}
  for (const { name, pid } of listed) {
    const part = partOf(name)
    sums[part] = (sums[part] ?? 0) + cpuMsOf(pid)
  }
  sums['supervisor'] = ownCpuMs(supervisor)
  return sums
}

function partOf(name: string): string {
  if (name.startsWith('gw')) return 'gateway'
  if (/^t\d/.test(name)) return 'tick'
  if (/^w\d/.test(name)) return 'worker'
  return name.toLowerCase()
}

/** What each part used between two readings, per command; `all` is the sum. */
export function cpuPerCommand(before: CpuByPart, after: CpuByPart, commands: number) {
  const used = Object.keys(after).map(
    (part) => [part, (after[part] ?? 0) - (before[part] ?? 0)] as const,
  )
  const all = used.reduce((sum, [, ms]) => sum + ms, 0)
  const each = Object.fromEntries(used.map(([part, ms]) => [part, ms / Math.max(1, commands)]))
  return { ...each, all: all / Math.max(1, commands) } as Readonly<Record<string, number>> & {
    all: number
  }
}
