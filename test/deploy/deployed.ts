/** What the deploy files start: their own command lines with their own settings, as processes of this machine. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { portForLater } from '../support/ports.ts'
import { type FreshDatabase, natsUrl } from '../support/servers.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const main = join(root, 'server/main.ts')

type Env = Readonly<Record<string, string>>

/** One of our processes as a file declares it. */
export interface Declared {
  /** The file and the name within it. */
  readonly name: string
  readonly role: 'setup' | 'gateway' | 'tick' | 'worker'
  /** What stands behind `node server/main.ts`. */
  readonly words: readonly string[]
  readonly env: Env
}

const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

/** What an operator fills in. */
const filledIn: Env = { MUD_PERSON_KEY: Buffer.alloc(32, 7).toString('base64url') }

interface Service {
  readonly command?: readonly string[]
  readonly environment?: Env
}

/** The services of `compose.yaml` that run our image; variables of the operator are filled in. */
export function composeProcesses(): Declared[] {
  const text = textOf('deploy/compose.yaml').replace(
    /\$\{(\w+):[?-][^}]*\}/g,
    (_, name: string) => filledIn[name] ?? (name.includes('PASSWORD') ? 'secret' : ''),
  )
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> }
  return Object.entries(services)
    .filter(([, { command }]) => isRole(command?.[0]))
    .map(([name, { command = [], environment = {} }]) => ({
      name: `compose.yaml: ${name}`,
      role: command[0] as Declared['role'],
      words: command,
      // What the operator left empty is empty, and not YAML's nothing.
      env: Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [key, value ?? '']),
      ),
    }))
}

interface Container {
  readonly args: readonly string[]
  readonly envFrom: readonly {
    readonly configMapRef?: { readonly name: string }
    readonly secretRef?: { readonly name: string }
  }[]
}

interface KubeObject {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly data?: Env
  readonly spec?: { readonly template?: { readonly spec: { readonly containers: Container[] } } }
}

/** The containers of the workloads in Kubernetes files, with their config maps and the secrets as the head of the file says. */
export function kubernetesProcesses(text: string, file: string): Declared[] {
  const objects = parseAllDocuments(text).map((one) => one.toJS() as KubeObject)
  const maps = new Map(
    objects.filter(({ kind }) => kind === 'ConfigMap').map((one) => [one.metadata.name, one.data]),
  )
  return objects.flatMap(({ metadata, spec }) =>
    (spec?.template?.spec.containers ?? []).map(({ args, envFrom }): Declared => {
      const role = args[0] as Declared['role']
      const secrets = envFrom.some(({ secretRef }) => secretRef?.name.endsWith(`-${role}`))
      if (!secrets) throw new Error(`${metadata.name} has no secret of its own role`)
      const settings = envFrom.flatMap(({ configMapRef }) => {
        if (!configMapRef) return []
        const data = maps.get(configMapRef.name)
        if (!data) throw new Error(`${metadata.name} names a config map that is not there`)
        return Object.entries(data)
      })
      const key = role === 'worker' ? {} : filledIn
      return {
        name: `${file}: ${metadata.name}`,
        role,
        words: args,
        env: { ...Object.fromEntries(settings), ...secretsOf(role), ...key },
      }
    }),
  )
}

const secretsOf = (role: string): Env => ({
  MUD_NATS_URL: `tls://${role}:secret@nats:4222`,
  MUD_DATABASE_URL: `postgres://mud_${role}:secret@postgres:5432/mudstream`,
})

const isRole = (word = ''): boolean => ['setup', 'gateway', 'tick', 'worker'].includes(word)

export interface Running {
  readonly declared: Declared
  readonly http: number
  readonly telnet: number
  /** Where its metrics and probes are. */
  readonly metrics: number
  readonly child: ChildProcess
  log(): string
}

/**
 * Starts a declared process. What cannot be the same here is replaced: addresses of servers, ports (which
 * other tests use), how many NATS servers there are. All else is what the file says.
 */
export async function startDeclared(
  declared: Declared,
  at: { readonly database: FreshDatabase; readonly world: string },
  more: Env = {},
): Promise<Running> {
  const { role, words, env } = declared
  const login = role === 'setup' ? 'owner' : role
  const [http, telnet, metrics] = [await portForLater(), await portForLater(), await portForLater()]
  let said = ''
  const child = spawn(process.execPath, [main, ...words], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      ...env,
      ...(env['MUD_NATS_URL'] === undefined
        ? {}
        : { MUD_NATS_URL: natsUrl('admin'), MUD_DATABASE_URL: at.database.url(login) }),
      MUD_NATS_MONITOR_URL: inject('testServers').natsMonitor,
      MUD_NATS_REPLICAS: '1',
      NODE_EXTRA_CA_CERTS: undefined,
      MUD_WORLD: at.world,
      MUD_HTTP_PORT: String(http),
      MUD_TELNET_PORT: String(telnet),
      MUD_METRICS_GATEWAY_PORT: String(metrics),
      MUD_METRICS_TICK_PORT: String(metrics),
      MUD_METRICS_WORKER_PORT: String(metrics),
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += String(chunk)
    })
  }
  return { declared, http, telnet, metrics, child, log: () => said }
}

/** Its exit code, when it has ended by itself. */
export async function endOf({ child }: Running): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

export async function stopAll(all: readonly Running[]): Promise<void> {
  for (const { child } of all) if (child.exitCode === null) child.kill('SIGTERM')
  await Promise.all(all.map(endOf))
}

/** A folder as systemd lays the credentials of a role, and the settings that name its files. */
export function credentialsOf(role: string, values: Env): { env: Env; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `mudstream-credentials-${role}-`))
  mkdirSync(folder, { recursive: true })
  const env = Object.entries(values).map(([name, value]) => {
    const file = join(
      folder,
      `secrets_${name.replace('MUD_', '').toLowerCase().replaceAll('_', '-')}`,
    )
    writeFileSync(file, `${value}\n`)
    return [`${name}_FILE`, file]
  })
  return {
    env: Object.fromEntries(env) as Env,
    remove: () => rmSync(folder, { recursive: true }),
  }
}
