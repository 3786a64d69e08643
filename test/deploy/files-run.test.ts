/**
 * The deploy files as they are: every command line started with every setting that stands there, scraped and
 * judged by a real Prometheus with the very rules and dashboards, and reached through the proxies' files.
 */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { parse, stringify } from 'yaml'
import { guest, type Player } from '../e2e/player.ts'
import { openTelnet } from '../e2e-clients/telnet-client.ts'
import { makeCertificate } from '../support/certificate.ts'
import { type FakeLlm, startFakeLlm } from '../support/fake-llm.ts'
import { testUnless } from '../support/needs.ts'
import { portForLater } from '../support/ports.ts'
import { type FreshDatabase, freshDatabase, natsUrl } from '../support/servers.ts'
import {
  composeProcesses,
  credentialsOf,
  type Declared,
  endOf,
  kubernetesProcesses,
  type Running,
  startDeclared,
  stopAll,
} from './deployed.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const missing = (program: string, from = program) =>
  spawnSync(program, ['--version']).error
    ? `${program} is not installed (apt-get install ${from})`
    : undefined

/** Its file passes telnet on as well, by a module that Debian has in a package of its own. */
function nginxLacks(): string | undefined {
  const file = join(folder, 'streams.conf')
  writeFileSync(file, 'include /etc/nginx/modules-enabled/*.conf;\nevents {}\nstream {}\n')
  const words = ['-t', '-c', file, '-g', `pid ${folder}/t.pid; error_log ${folder}/t.log;`]
  const knows = spawnSync('nginx', words).status === 0
  return knows ? undefined : 'nginx has no streams (apt-get install libnginx-mod-stream)'
}

let database: FreshDatabase
let at: { database: FreshDatabase; world: string }
let model: FakeLlm
const running: Running[] = []
const folder = mkdtempSync(join(tmpdir(), 'mudstream-files-'))
const players: Player[] = []
let talking: NodeJS.Timeout

const kubernetes = kubernetesProcesses(textOf('deploy/kubernetes/mudstream.yaml'), 'mudstream.yaml')
const compose = composeProcesses()
/** All of them start at once, on a machine that may have no more than two cores. */
const startMs = 120_000
/** The proxies are on this machine, and players come by this name. */
const reached = { MUD_TRUST_PROXY: '1', MUD_HOSTS: 'play.example.org' }

beforeAll(async () => {
  database = await freshDatabase('files')
  at = { database, world: `f${randomBytes(6).toString('hex')}` }
  model = await startFakeLlm()
}, 60_000)
afterAll(async () => {
  clearInterval(talking)
  for (const player of players) player.drop()
  await stopAll(running)
  await model.stop()
  await database.drop()
  rmSync(folder, { recursive: true })
}, 60_000)

const start = async (declared: Declared, more = {}): Promise<Running> => {
  // What the files leave to the operator: where the model is.
  const asked = declared.env['MUD_LLM_BASE_URL'] === '' ? modelIsAt() : {}
  const one = await startDeclared(declared, at, { ...asked, ...more })
  if (declared.role !== 'setup') running.push(one)
  return one
}
const modelIsAt = () => ({ MUD_LLM_BASE_URL: model.url, MUD_LLM_MODELS: 'fake' })
const isReady = async ({ metrics, log }: Running) => {
  const probe = (path: string) =>
    fetch(`http://127.0.0.1:${metrics}${path}`).then(
      ({ status }) => status,
      () => log().slice(-300),
    )
  return [await probe('/healthz'), await probe('/readyz')]
}
const ofRole = (all: readonly Declared[], role: Declared['role']) =>
  all.filter((one) => one.role === role)

test('every set-up runs, and runs again, with what stands in its file', async () => {
  const setUps = [...ofRole(compose, 'setup'), ...ofRole(kubernetes, 'setup')]
  expect(setUps.map(({ name }) => name)).toEqual([
    'compose.yaml: setup',
    'mudstream.yaml: mudstream-setup',
  ])
  // The second finds what the first has set up.
  for (const declared of setUps) {
    const one = await start(declared)
    expect(await endOf(one), `${declared.name}: ${one.log().slice(-600)}`).toBe(0)
  }
}, 300_000)

test('compose and Kubernetes tell each role the same settings', () => {
  // Of one NATS server nobody has to say how many there are, and it tells that it syncs where it usually does.
  // The key of the models is a secret of its own on Kubernetes.
  const apart = ['MUD_NATS_REPLICAS', 'MUD_NATS_MONITOR_URL', 'MUD_LLM_API_KEY']
  // Kubernetes has one list for all roles: each takes out of it what it needs.
  const known = (all: readonly Declared[]) =>
    [...new Set(all.flatMap(({ env }) => Object.keys(env)))]
      .filter((name) => name.startsWith('MUD_') && !apart.includes(name))
      .sort()
  expect(known(compose)).toEqual(known(kubernetes))
  for (const role of ['setup', 'gateway', 'tick', 'worker'] as const) {
    const shared = known(ofRole(kubernetes, role))
    expect(shared, role).toEqual(expect.arrayContaining(known(ofRole(compose, role))))
  }
})

// PROMISE RUNBOOK: every command line of these files is started by a test
test('every role of every file starts, and is alive and ready where its probes look', async () => {
  const named = new Set<string>()
  for (const declared of [...compose, ...kubernetes]) {
    if (declared.role === 'setup') continue
    const instance = /--instance (\w+)/.exec(declared.words.join(' '))?.[1] ?? ''
    // Two replicas of one line are the same line.
    const key = `${declared.name.split(':')[0]} ${declared.role}`
    if (named.has(key)) continue
    named.add(key)
    const free = instance ? {} : { MUD_INSTANCE: `k${declared.role.slice(0, 2)}` }
    await start(declared, { ...free, ...reached })
  }
  expect([...named].sort()).toEqual([
    'compose.yaml gateway',
    'compose.yaml tick',
    'compose.yaml worker',
    'mudstream.yaml gateway',
    'mudstream.yaml tick',
    'mudstream.yaml worker',
  ])
  for (const one of running) {
    const { name } = one.declared
    await expect.poll(() => isReady(one), { message: name, timeout: startMs }).toEqual([200, 200])
  }
}, 300_000)

test('the line of the systemd unit starts a role whose secrets are files', async () => {
  const unit = textOf('deploy/systemd/mudstream@.service')
  const line = /^ExecStart=\/usr\/bin\/node server\/main\.ts (.*)$/m.exec(unit)?.[1] ?? ''
  const id = /^LoadCredential=(\w+):/m.exec(unit)?.[1]
  expect(id).toBe('secrets')
  const secrets = credentialsOf('worker', {
    MUD_NATS_URL: natsUrl('admin'),
    MUD_DATABASE_URL: database.url('worker'),
  })
  const words = line.replace('%i', 'worker').split(' ')
  const one = await start(
    { name: 'mudstream@.service: worker', role: 'worker', words, env: secrets.env },
    { MUD_INSTANCE: 'wsystemd' },
  )
  await expect.poll(() => isReady(one), { timeout: startMs }).toEqual([200, 200])
  secrets.remove()
}, 150_000)

interface Rules {
  groups: { rules: { alert?: string; record?: string; expr: string }[] }[]
}

/** What an expression measures, without the comparison that makes an alert of it. */
const measured = (expr: string) =>
  expr.replace(/^absent\((.*)\)$/, '$1').replace(/\s+[<>]=?\s+[\d.]+$/, '')

testUnless(
  missing('prometheus') ?? missing('promtool', 'prometheus'),
  'a real Prometheus takes the very rules, reaches every role, and answers every rule and every dashboard',
  async () => {
    const gateways = running.filter(({ declared }) => declared.role === 'gateway')
    const url = `http://127.0.0.1:${gateways[0]?.http}`
    for (let index = 0; index < 4; index += 1) players.push(await guest(url))
    let n = 0
    talking = setInterval(() => {
      n += 1
      for (const player of players) player.send({ t: 'cmd', n, line: 'look' })
    }, 500)
    const port = await portForLater()
    const config = parse(textOf('deploy/prometheus/prometheus.yml'))
    const [job] = config.scrape_configs
    // Every name that the file looks up is one of a process that compose starts, at its port of metrics.
    const [found] = job.dns_sd_configs as { names: string[]; port: number }[]
    for (const name of found?.names ?? []) {
      const of = compose.find((one) => one.name === `compose.yaml: ${name}`)
      const role = of?.role.toUpperCase()
      expect(of?.env[`MUD_METRICS_${role}_PORT`], name).toBe(String(found?.port))
      expect(of?.env['MUD_METRICS_HOST'], name).toBe('0.0.0.0')
    }
    delete job.dns_sd_configs
    job.static_configs = [{ targets: running.map(({ metrics }) => `127.0.0.1:${metrics}`) }]
    config.global = { scrape_interval: '1s', evaluation_interval: '1s' }
    writeFileSync(join(folder, 'alerts.yml'), textOf('deploy/prometheus/alerts.yml'))
    writeFileSync(join(folder, 'prometheus.yml'), stringify(config))
    const checked = spawnSync('promtool', ['check', 'config', join(folder, 'prometheus.yml')])
    expect(checked.stdout.toString() + checked.stderr.toString()).toContain('SUCCESS')
    const prometheus = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    )
    try {
      // biome-ignore lint/suspicious/noExplicitAny: the answers of Prometheus, read field by field
      const ask = async (path: string): Promise<any> =>
        (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()
      const values = async (expr: string): Promise<number[]> => {
        const { data } = await ask(`query?query=${encodeURIComponent(expr)}`)
        return data.result.map(({ value }: { value: [number, string] }) => Number(value[1]))
      }
      await expect.poll(() => values('sum(up)').catch(() => [])).toEqual([running.length])
      // Each process names itself, and its name is not pushed aside.
      const { data: names } = await ask('label/instance/values')
      expect(names).toEqual(expect.arrayContaining(['gw1', 't1', 'wsystemd', 'kga']))
      const rules = (parse(textOf('deploy/prometheus/alerts.yml')) as Rules).groups.flatMap(
        (group) => group.rules,
      )
      const dashboard = textOf('deploy/grafana/dashboards/mudstream.json')
      const drawn = [...dashboard.matchAll(/"expr": "((?:[^"\\]|\\.)*)"/g)].map(
        ([, expr]) => JSON.parse(`"${expr}"`) as string,
      )
      expect([rules.length > 8, drawn.length > 15]).toEqual([true, true])
      for (const expr of [...rules.map((rule) => measured(rule.expr)), ...drawn]) {
        await expect
          .poll(async () => (await values(expr)).some((value) => Number.isFinite(value)), {
            message: expr,
          })
          .toBe(true)
      }
      const { data: judged } = await ask('rules')
      const health = (judged.groups as { rules: { name: string; health: string }[] }[])
        .flatMap((group) => group.rules)
        .filter((rule) => rule.health !== 'ok')
      expect(health).toEqual([])
    } finally {
      prometheus.kill('SIGTERM')
    }
  },
  180_000,
)

testUnless(missing('amtool', 'prometheus-alertmanager'), 'Alertmanager takes its file', () => {
  const file = join(root, 'deploy/prometheus/alertmanager.yml')
  const run = spawnSync('amtool', ['check-config', file])
  expect(run.stdout.toString() + run.stderr.toString()).toContain('SUCCESS')
})

/** A proxy with its own file, moved to free ports, in front of the gateways of this test. */
interface Proxy {
  readonly port: number
  readonly telnet: number | undefined
  stop(): void
}

async function startProxy(which: 'nginx' | 'caddy'): Promise<Proxy> {
  const gateways = running.filter(({ declared }) => declared.role === 'gateway')
  const [port, telnet] = [await portForLater(), await portForLater()]
  const certificate = makeCertificate('play.example.org')
  const ofGateway = (text: string, usual: string, index: number) =>
    text.replaceAll(usual, `127.0.0.1:${gateways[index]?.http}`)
  const file = which === 'nginx' ? 'deploy/proxy/nginx.conf' : 'deploy/proxy/Caddyfile'
  let text = ofGateway(ofGateway(textOf(file), '127.0.0.1:4000', 0), '127.0.0.1:4010', 1)
  text = text
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('listen 4001', `listen 127.0.0.1:${telnet}`)
    .replace('127.0.0.1:4002', `127.0.0.1:${gateways[0]?.telnet}`)
    .replace('/etc/mudstream/tls/fullchain.pem', certificate.cert)
    .replace('/etc/mudstream/tls/privkey.pem', certificate.key)
    .replace(
      /^play\.example\.org \{/m,
      `https://play.example.org:${port} {\n\ttls ${certificate.cert} ${certificate.key}`,
    )
  if (which === 'caddy') text = `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${text}`
  const path = join(folder, which)
  writeFileSync(path, text)
  const words =
    which === 'nginx'
      ? ['-c', path, '-g', `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;`]
      : ['run', '--config', path, '--adapter', 'caddyfile']
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder }
  const child = spawn(which, words, { stdio: 'ignore', env })
  return {
    port,
    telnet: which === 'nginx' ? telnet : undefined,
    stop() {
      child.kill('SIGTERM')
      certificate.remove()
    },
  }
}

/** Asks through the proxy as a browser does that was led to it by name; it trusts the certificate of this run. */
function curl(port: number, path: string, words: readonly string[] = []): string {
  const name = 'play.example.org'
  const asked = ['-sk', '-i', '--resolve', `${name}:${port}:127.0.0.1`, ...words]
  return spawnSync('curl', [...asked, `https://${name}:${port}${path}`]).stdout.toString()
}

for (const which of ['nginx', 'caddy'] as const) {
  testUnless(
    missing(which) ?? missing('curl') ?? (which === 'nginx' ? nginxLacks() : undefined),
    `${which} with its file passes on pages, sockets, event streams and the address of the player`,
    async () => {
      const proxy = await startProxy(which)
      try {
        const { port } = proxy
        await expect.poll(() => curl(port, '/healthz')).toMatch(/^HTTP\/\S+ 200/)
        const page = curl(port, '/')
        expect(page).toMatch(/strict-transport-security: max-age=31536000/i)
        const body = JSON.stringify({ name: `By${which}`, password: 'a lantern in the fog' })
        const made = curl(port, '/v1/accounts', [
          ...['-H', 'content-type: application/json', '-d', body],
          // What a player claims of an address counts for nothing.
          ...['-H', 'x-forwarded-for: 203.0.113.9'],
        ])
        expect(made).toMatch(/^HTTP\/\S+ 201/)
        const cookie = /set-cookie: (__Host-mud_session=[^;]+);.*Secure/i.exec(made)?.[1] ?? ''
        expect(cookie).not.toBe('')
        const signIns = curl(port, '/v1/sessions', ['-H', `cookie: ${cookie}`])
        expect(signIns).toContain('"address":"127.0.0.1"')
        expect(signIns).not.toContain('203.0.113.9')
        const stream = curl(port, '/v1/events/world', ['-H', `cookie: ${cookie}`, '-m', '2'])
        expect(stream).toMatch(/^HTTP\/\S+ 200[\s\S]*text\/event-stream/)
        // The proxy chooses its certificate by the name that is asked for.
        const byName = { servername: 'play.example.org' }
        const socket = new WebSocket(`wss://127.0.0.1:${port}/ws`, 'v1.mudstream', {
          rejectUnauthorized: false,
          ...byName,
          headers: { host: `play.example.org:${port}`, origin: `https://play.example.org:${port}` },
        })
        const first = new Promise<string>((resolve, reject) => {
          socket.once('message', (data) => resolve(String(data)))
          socket.once('error', reject)
        })
        socket.once('open', () => socket.send('{"t":"hello"}'))
        expect(JSON.parse(await first)).toMatchObject({ t: 'welcome' })
        socket.terminate()
        if (proxy.telnet !== undefined) {
          const telnet = await openTelnet(proxy.telnet)
          await telnet.sees('Your name')
          telnet.drop()
        }
      } finally {
        proxy.stop()
      }
    },
    90_000,
  )
}
