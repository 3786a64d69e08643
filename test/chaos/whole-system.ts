/**
 * A whole private system as its own processes: supervisor, Postgres, NATS, roles. Faults are sent to
 * the processes that the supervisor wrote down in its data folder.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { RecordedProcess } from '../../server/run/embedded/data-dir.ts'
import { isAlive, signal, waitUntilGone } from '../../server/run/embedded/processes.ts'
import { type PostgresLogin, readSecrets } from '../../server/run/embedded/secrets.ts'
import { copyMadeDatabase } from '../support/made-database.ts'
import { portForLater } from '../support/ports.ts'
import { mudstream } from '../support/program.ts'

/** Mudstream whose processes use the links and clocks of a chaos run. */
export const chaosProgram = fileURLToPath(new URL('chaos-system.ts', import.meta.url))

/** Folder of the small world whose every thing is counted. */
export const chaosWorld = fileURLToPath(new URL('world', import.meta.url))

export interface WholeSystem {
  readonly child: ChildProcess
  readonly dataDir: string
  /** Base addresses of the gateways, `http://…`, first the one of the ready line. */
  readonly gateways: readonly string[]
  /** Where the metrics of each gateway are, in the same order. */
  readonly metrics: readonly string[]
  readonly readyLine: string
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  processes(): RecordedProcess[]
  /** The living process of that name, or of the role of that name; undefined while it is started again. */
  pidOf(name: string): number | undefined
  /** Everything the system has logged so far. */
  log(): string
  databaseUrl(login: PostgresLogin): string
  /** Orderly stop by SIGTERM; resolves with how it ended. */
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** SIGKILL to every process of the system at once. */
  killEverything(): Promise<void>
}

/** The ports a system was given, so that it can be started again on the same data and addresses. */
export interface Home {
  readonly dataDir: string
  readonly ports: {
    readonly http: number
    readonly telnet: number
    readonly metrics: number
    readonly postgres: number
    readonly nats: number
  }
  readonly gateways: number
  remove(): void
}

/** A fresh data folder with ports of its own. */
export async function newHome(gateways = 1): Promise<Home> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mudstream-whole-'))
  await copyMadeDatabase(dataDir)
  // Each further gateway listens ten ports further.
  const further = Array.from({ length: gateways - 1 }, (_, index) => 10 * (index + 1))
  const ports = {
    http: await portForLater(further),
    telnet: await portForLater(further),
    metrics: await portForLater(further),
    postgres: await portForLater(),
    nats: await portForLater(),
  }
  return {
    dataDir,
    ports,
    gateways,
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

/**
 * Starts a system in that home; resolves once it is ready, rejects with its log when it is not.
 * @param program what to run: Mudstream itself, or a program that starts it with bad links
 */
export async function startWholeSystem(
  home: Home,
  settings: Readonly<Record<string, string>> = {},
  program = mudstream,
): Promise<WholeSystem> {
  const { dataDir, ports } = home
  const child = spawn(process.execPath, [program, 'start'], {
    cwd: '/',
    env: {
      // PATH is where an installed server may be found; nothing else of our environment counts.
      PATH: process.env['PATH'],
      MUD_DATA_DIR: dataDir,
      MUD_HTTP_PORT: String(ports.http),
      MUD_TELNET_PORT: String(ports.telnet),
      MUD_METRICS_GATEWAY_PORT: String(ports.metrics),
      MUD_POSTGRES_PORT: String(ports.postgres),
      MUD_NATS_PORT: String(ports.nats),
      MUD_POSTGRES_SHARED_BUFFERS_MB: '64',
      MUD_NATS_STORE_MAX_GB: '4',
      MUD_OWNER_PASSWORD: 'lantern-and-salt',
      // What a test says holds on a machine with little memory too; all of them can be run on the other.
      MUD_PROFILE: process.env['MUD_PROFILE'] ?? 'full',
      MUD_WORLD_DIR: chaosWorld,
      MUD_GATEWAYS: String(home.gateways),
      MUD_LIMIT_COMMANDS_PER_SECOND: '0',
      MUD_LIMIT_COMMAND_BURST: '0',
      MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '0',
      MUD_LIMIT_SIGN_INS: '0',
      ...settings,
    },
    // The channel ends the system when the test is killed.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const watched = watch(child)
  const readyLine = await watched.ready
  const processes = (): RecordedProcess[] => readProcesses(dataDir)
  return {
    child,
    dataDir,
    gateways: each(home.gateways, ports.http),
    metrics: each(home.gateways, ports.metrics),
    readyLine,
    ended: watched.ended,
    processes,
    pidOf: (name) => processes().find((one) => isOf(one.name, name) && isAlive(one))?.pid,
    log: watched.log,
    databaseUrl(login) {
      const password = readSecrets(dataDir).postgres[login]
      return `postgres://mud_${login}:${password}@127.0.0.1:${ports.postgres}/mudstream`
    },
    stop() {
      child.kill('SIGTERM')
      return watched.ended
    },
    async killEverything() {
      const all = processes()
      child.kill('SIGKILL')
      // Postgres' own children end with their postmaster.
      for (const one of all) signal(one.pid, 'SIGKILL')
      await watched.ended
      if (!(await waitUntilGone(all, 10_000))) throw new Error('a killed process still lives')
    },
  }
}

const each = (count: number, port: number): string[] =>
  Array.from({ length: count }, (_, index) => `http://127.0.0.1:${port + 10 * index}`)

/** Whether a process is, or holds, what has this name. */
const isOf = (process: string, name: string): boolean =>
  process === name || (process === 'game' && /^(gw|t|w)\d/.test(name))

function watch(child: ChildProcess) {
  let out = ''
  let err = ''
  child.stderr?.on('data', (chunk) => {
    err += String(chunk)
  })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, by) => resolve({ code, signal: by }))
  })
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      out += String(chunk)
      const line = /^mudstream ready .*$/m.exec(out)?.[0]
      if (line !== undefined) resolve(line)
    })
    child.once('close', () => reject(new Error(`ended before it was ready:\n${err.slice(-4_000)}`)))
  })
  return { ready, ended, log: () => err }
}

function readProcesses(dataDir: string): RecordedProcess[] {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8')) as RecordedProcess[]
  } catch {
    // Weather: nothing was written down yet, or the system has ended in order.
    return []
  }
}

/** Runs one read-only query along a connection of its own. */
export async function ask<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 3_000 })
  // Weather: a server that is killed under us shows in the query's own rejection.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end().catch(() => undefined)
  }
}

function shown(value: unknown): string {
  return value instanceof Error ? value.message : `${JSON.stringify(value)}`.slice(0, 300)
}

/** Asks again and again until the answer satisfies; rejects after `timeoutMs` with the last answer. */
export async function until<T>(
  what: string,
  read: () => Promise<T> | T,
  enough: (value: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  let last: unknown
  for (;;) {
    try {
      const value = await read()
      if (enough(value)) return value
      last = value
    } catch (error) {
      last = error
    }
    if (performance.now() > deadline) throw new Error(`${what} did not come true: ${shown(last)}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
