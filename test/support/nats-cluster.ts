/** A real NATS cluster of three servers, each a process that can be killed, paused and started again. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NatsConnection } from 'nats'
import { openDataDir } from '../../server/run/embedded/data-dir.ts'
import { type RunningNats, startNats } from '../../server/run/embedded/nats.ts'
import { type NatsLogin, readSecrets } from '../../server/run/embedded/secrets.ts'
import { startWatchdog } from '../../server/run/embedded/watchdog.ts'
import { portForLater } from './ports.ts'

export interface NatsCluster {
  readonly names: readonly string[]
  /** The addresses of all servers for a login, or of one of them. */
  url(login: NatsLogin, only?: string): string
  /** Base of the monitoring pages of one server. */
  monitorUrl(name: string): string
  /** Ends a server at once. */
  kill(name: string): Promise<void>
  /** Stops the clock of a server: its sockets stay open, and nothing answers. */
  pause(name: string): void
  goOn(name: string): void
  /** Starts a killed server again, on the same ports and data. */
  start(name: string): Promise<void>
  stop(): Promise<void>
}

const names = ['n1', 'n2', 'n3'] as const

/** Starts it; resolves once every server takes connections, which is before it has a meta leader. */
export async function startNatsCluster(world: string): Promise<NatsCluster> {
  const dataDir = openDataDir(mkdtempSync(join(tmpdir(), 'mudstream-cluster-')))
  const passwords = readSecrets(dataDir.path).nats
  const routePassword = randomBytes(12).toString('hex')
  const ports = new Map<string, { client: number; route: number }>()
  for (const name of names) {
    ports.set(name, { client: await portForLater(), route: await portForLater() })
  }
  const routePorts = [...ports.values()].map(({ route }) => route)
  const running = new Map<string, RunningNats>()
  const watchdog = startWatchdog()
  const watch = () => watchdog.watch([...running.values()].map(({ identity }) => identity))
  const portsOf = (name: string) => {
    const found = ports.get(name)
    if (!found) throw new Error(`there is no server ${name}`)
    return found
  }
  const nodeOf = (name: string): RunningNats => {
    const found = running.get(name)
    if (!found) throw new Error(`${name} does not run`)
    return found
  }
  const start = async (name: string) => {
    const { client, route } = portsOf(name)
    const server = await startNats({
      dataDir: dataDir.path,
      passwords,
      port: client,
      world,
      storeMaxGb: 50,
      logFile: join(dataDir.folder('logs'), `${name}.log`),
      searchPath: process.env['PATH'] ?? '',
      node: { name, routePort: route, advertisedPort: route, routePorts, routePassword },
    })
    running.set(name, server)
    watch()
  }
  const goOn = (name: string) => void process.kill(nodeOf(name).pid, 'SIGCONT')
  await Promise.all(names.map(start))
  return {
    names,
    url: (login, only) =>
      names
        .filter((name) => only === undefined || name === only)
        .map((name) => `nats://${login}:${passwords[login]}@127.0.0.1:${portsOf(name).client}`)
        .join(','),
    monitorUrl: (name) => nodeOf(name).monitorUrl,
    async kill(name) {
      const server = nodeOf(name)
      process.kill(server.pid, 'SIGKILL')
      await server.exited
      running.delete(name)
      watch()
    },
    pause: (name) => void process.kill(nodeOf(name).pid, 'SIGSTOP'),
    goOn,
    start,
    async stop() {
      for (const name of running.keys()) goOn(name)
      await Promise.all([...running.values()].map((server) => server.stop()))
      watchdog.dismiss()
      dataDir.release()
      rmSync(dataDir.path, { recursive: true, force: true })
    },
  }
}

/** Which server leads the stream, and on which one the consumer lives that a feed reads by now. */
export async function feedPlaces(
  admin: NatsConnection,
  stream: string,
): Promise<{ leader: string; holder: string }> {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await askPlaces(admin, stream).catch(() => undefined)
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('no feed reads the stream')
}

async function askPlaces(admin: NatsConnection, stream: string) {
  const { streams, consumers } = await admin.jetstreamManager({ checkAPI: false, timeout: 1_000 })
  const { cluster } = await streams.info(stream)
  // While one still catches up, losing another is two faults at once.
  if (!cluster?.replicas?.every(({ current, offline }) => current && !offline)) return undefined
  for await (const { name, num_waiting, cluster: own } of consumers.list(stream)) {
    // One that was left behind waits to vanish; nobody pulls from it.
    if (!name.startsWith('feed-') || num_waiting === 0) continue
    if (own?.leader && cluster?.leader) return { leader: cluster.leader, holder: own.leader }
  }
  return undefined
}
