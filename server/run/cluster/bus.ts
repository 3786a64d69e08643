/** The three NATS servers of a cluster. */
import { join } from 'node:path'
import { randomSecret, systemClock } from '../../platform/ambient.ts'
import { answers, readBusNodes } from '../../platform/bus/monitor.ts'
import { natsUrl, type RunningNats, startNats } from '../embedded/nats.ts'
import type { NatsInstance } from '../embedded/nats-conf.ts'
import { freePort } from '../embedded/ports.ts'
import { type NatsLogin, readSecrets } from '../embedded/secrets.ts'
import type { Member, Run } from './run.ts'

const busNames = ['nats-1', 'nats-2', 'nats-3'] as const

export type Bus = {
  /** The way of a process to all of them, by a login of its own if it has one. */
  url(login: NatsLogin, instance?: string): Promise<string>
  readonly monitors: readonly string[]
}

/** Starts them; resolves when they have agreed on a leader. `instances` have logins of their own. */
export const startBus = async (
  { options, dataDir, onChange, keep }: Run,
  servers: Member[],
  instances: readonly NatsInstance[],
): Promise<Bus> => {
  const { config, log, env, reach } = options
  const passwords = readSecrets(dataDir.path).nats
  const routePassword = randomSecret()
  const ports = await Promise.all(
    busNames.map(async (name) => {
      const [port, routePort, monitorPort] = [await freePort(), await freePort(), await freePort()]
      return { name, port, routePort, monitorPort }
    }),
  )
  const routesOf = (from: string): Promise<number[]> => {
    const others = ports.filter(({ name }) => name !== from)
    return Promise.all(others.map(({ name, routePort }) => reach(from, name, routePort)))
  }
  const nodes = ports.map(({ name, port, routePort, monitorPort }) =>
    keep<RunningNats>({
      name,
      log,
      onChange,
      start: async () =>
        startNats({
          dataDir: dataDir.path,
          passwords,
          port,
          monitorPort,
          world: config.world,
          instances,
          storeMaxGb: config.natsStoreMaxGb,
          logFile: join(dataDir.folder('logs'), `${name}.log`),
          searchPath: env['PATH'] ?? '',
          node: {
            name,
            routePort,
            advertisedPort: await reach('hearsay', name, routePort),
            routePorts: await routesOf(name),
            routePassword,
          },
        }),
    }),
  )
  servers.push(...nodes)
  await Promise.all(nodes.map(({ first }) => first))
  const monitors = ports.map(({ monitorPort }) => `http://127.0.0.1:${monitorPort}`)
  // Until the servers have agreed on a leader none of them makes a stream.
  while (!(await hasMetaLeader(monitors))) await systemClock.sleep(100)
  return {
    monitors,
    async url(login, instance) {
      const from = instance ?? 'cluster'
      const reached = await Promise.all(ports.map(({ name, port }) => reach(from, name, port)))
      return reached.map((port) => natsUrl(port, passwords, login, instance)).join(',')
    },
  }
}

const hasMetaLeader = async (monitors: readonly string[]): Promise<boolean> =>
  (await readBusNodes(monitors, 1_000)).some((node) => answers(node) && node.metaLeader)
