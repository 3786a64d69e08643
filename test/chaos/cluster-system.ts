/** `mudstream cluster`, with links that can be bad, as a process of its own, watched from outside as an operator would. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RecordedProcess } from '../../server/run/embedded/data-dir.ts'
import { isAlive } from '../../server/run/embedded/processes.ts'
import { type PostgresLogin, readSecrets } from '../../server/run/embedded/secrets.ts'
import type { LinkOrder } from './chaos-cluster.ts'
import { chaosWorld } from './whole-system.ts'

const program = fileURLToPath(new URL('chaos-cluster.ts', import.meta.url))

export interface ClusterSystem {
  /** The one line of standard output. */
  readonly readyLine: string
  readonly gateways: readonly string[]
  readonly telnetPorts: readonly number[]
  readonly dataDir: string
  processes(): RecordedProcess[]
  pidOf(name: string): number | undefined
  /** Everything it and its processes have logged. */
  log(): string
  databaseUrl(login: PostgresLogin): string
  /** Where the monitoring pages of a NATS server are. */
  monitorUrl(name: string): string
  output(): string
  /** Makes links between its processes bad, or good again. */
  setLinks(order: LinkOrder): void
  /** What dies is started again. */
  readonly restarts: boolean
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Starts it on free ports with these options of `mudstream cluster`; rejects with its log when it does not start. */
export async function startClusterSystem(
  words: readonly string[] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<ClusterSystem> {
  const home = mkdtempSync(join(tmpdir(), 'mudstream-cluster-'))
  const child = spawn(process.execPath, [program, ...words], {
    cwd: '/',
    env: {
      PATH: process.env['PATH'],
      MUD_DATA_DIR: home,
      MUD_HTTP_PORT: '0',
      MUD_TELNET_PORT: '0',
      MUD_POSTGRES_SHARED_BUFFERS_MB: '64',
      MUD_NATS_STORE_MAX_GB: '4',
      MUD_OWNER_PASSWORD: 'lantern-and-salt',
      MUD_WORLD_DIR: chaosWorld,
      MUD_LIMIT_COMMANDS_PER_SECOND: '0',
      MUD_LIMIT_COMMAND_BURST: '0',
      MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '0',
      MUD_LIMIT_SIGN_INS: '0',
      MUD_LINK_GRACE_MS: '3600000',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let out = ''
  let err = ''
  child.stderr?.on('data', (chunk) => {
    err += String(chunk)
  })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  // The cluster must not outlive the test that is killed.
  const end = (): void => void child.kill('SIGTERM')
  process.once('exit', end)
  const readyLine = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      out += String(chunk)
      if (out.endsWith('\n')) resolve(out.trim())
    })
    child.once('close', () => reject(new Error(`ended before it was ready:\n${err.slice(-4_000)}`)))
  })
  const dataDir = / data=(\S+)$/.exec(readyLine)?.[1] ?? ''
  const listed = (what: string) =>
    new RegExp(` ${what}=(\\S+)`).exec(readyLine)?.[1]?.split(',') ?? []
  const processes = (): RecordedProcess[] => {
    try {
      return JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8')) as RecordedProcess[]
    } catch {
      // Weather: it has ended in order.
      return []
    }
  }
  return {
    readyLine,
    gateways: listed('http'),
    telnetPorts: listed('telnet').map((one) => Number(one.split(':')[1])),
    dataDir,
    processes,
    pidOf: (name) => processes().find((one) => one.name === name && isAlive(one))?.pid,
    log: () => err,
    databaseUrl(login) {
      const { primary, ports } = JSON.parse(
        readFileSync(join(dataDir, 'postgres-pair.json'), 'utf8'),
      ) as { primary: string; ports: Record<string, number> }
      const password = readSecrets(dataDir).postgres[login]
      return `postgres://mud_${login}:${password}@127.0.0.1:${ports[primary]}/mudstream`
    },
    monitorUrl(name) {
      const conf = readFileSync(join(dataDir, `nats-${name}`, 'nats.conf'), 'utf8')
      return `http://${/^http: "(.+)"$/m.exec(conf)?.[1]}`
    },
    output: () => out,
    restarts: words.includes('--restart'),
    setLinks: (order) => void child.send(order),
    async stop() {
      process.off('exit', end)
      child.kill('SIGTERM')
      const how = await ended
      rmSync(home, { recursive: true, force: true })
      return how
    },
  }
}
