/** `mudstream cluster status`: who leads what, of whatever runs here or at the addresses of the settings. */
import { join, resolve } from 'node:path'
import type { ClusterAnswer } from '../../../schema/cluster.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import type { ProcessReport } from '../../../schema/telemetry.ts'
import { clusterOf } from '../../edge/admin-api/cluster/cluster.ts'
import { systemClock } from '../../platform/ambient.ts'
import { openBus } from '../../platform/bus/nats-bus.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import { openTelemetryBoard } from '../../platform/telemetry.ts'
import { clusterOn } from '../cluster/addresses.ts'
import { clusterLines } from './cluster-lines.ts'
import { namedDatabase, runningBus, runningDatabase } from './running.ts'

/** Every process speaks once a second. */
const listenMs = 1_100
const connectMs = 1_500

/** What runs on the data folder; a cluster of `mudstream cluster` has a folder inside. */
function configHere(): Config {
  const config = loadConfig(environment())
  const inside = join(resolve(config.dataDir), 'cluster')
  return clusterOn(inside) ? { ...config, dataDir: inside } : config
}

/** The reports of the processes; none when the bus cannot be reached in time. */
async function hear(url: string, config: Config): Promise<readonly ProcessReport[]> {
  const opening = openBus({
    url,
    name: 'mudstream-command',
    onBroken: () => undefined,
    waits: false,
  })
  const bus = await Promise.race([opening.catch(() => null), systemClock.sleep(connectMs)])
  if (!bus) {
    void opening.then((late) => late.close()).catch(() => undefined)
    return []
  }
  const board = openTelemetryBoard(bus, subjectsOf(config.world))
  await systemClock.sleep(listenMs)
  const reports = board.reports()
  board.close()
  void bus.close()
  return reports
}

async function readCluster(): Promise<ClusterAnswer> {
  const config = configHere()
  const bus = runningBus(config)
  return await clusterOf({
    monitors: bus.monitors,
    databaseUrl: namedDatabase(config) ?? runningDatabase(resolve(config.dataDir)),
    subjects: subjectsOf(config.world),
    reports: () => hear(bus.url, config),
    now: systemClock.now,
  })
}

/** Prints it once. */
export async function showCluster(options: { json?: boolean }): Promise<void> {
  const cluster = await readCluster()
  const shown = options.json === true ? JSON.stringify(cluster) : clusterLines(cluster).join('\n')
  process.stdout.write(`${shown}\n`)
}
