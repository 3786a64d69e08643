/** `mudstream cluster status`: who leads what, of whatever runs here or at the addresses of the settings. */
import { join, resolve } from 'node:path'
import type { ClusterAnswer } from '../../../schema/cluster.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import { clusterOf } from '../../edge/admin-api/cluster/cluster.ts'
import { systemClock } from '../../platform/ambient.ts'
import { openBus } from '../../platform/bus/nats-bus.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import { openTelemetryBoard } from '../../platform/telemetry.ts'
import { asTrouble } from '../../platform/trouble.ts'
import { clusterOn } from '../cluster/addresses.ts'
import { clusterLines } from './cluster-lines.ts'
import { runningBus, runningDatabases } from './running.ts'

/** Every process speaks once a second. */
const roundMs = 1_050
/** To connect and to listen; a bus that is slow to answer is listened to for less than a round. */
const hearMs = 1_300
const connectMs = 700

/** What runs on the data folder; a cluster of `mudstream cluster` has a folder inside. */
function configHere(): Config {
  const config = loadConfig(environment())
  const inside = join(resolve(config.dataDir), 'cluster')
  return clusterOn(inside) ? { ...config, dataDir: inside } : config
}

/** The reports of the processes; none, and why, when no server of the bus lets us in in time. */
async function hear(url: string, config: Config, deaf: (why: string) => void) {
  const lastMs = systemClock.mono() + hearMs
  const options = { url, name: 'mudstream-command', onBroken: () => undefined }
  try {
    const bus = await openBus({ ...options, waits: false, answerMs: connectMs })
    const board = openTelemetryBoard(bus, subjectsOf(config.world))
    await systemClock.sleep(Math.min(roundMs, lastMs - systemClock.mono()))
    const reports = board.reports()
    board.close()
    void bus.close()
    return reports
  } catch (error) {
    deaf(asTrouble(error, { who: 'NATS', url }).message)
    return []
  }
}

async function readCluster(deaf: (why: string) => void): Promise<ClusterAnswer> {
  const config = configHere()
  const bus = runningBus(config)
  return await clusterOf({
    monitors: bus.monitors,
    databases: runningDatabases(config),
    subjects: subjectsOf(config.world),
    reports: () => hear(bus.url, config, deaf),
    now: systemClock.now,
  })
}

/** Prints it once. */
export async function showCluster(options: { json?: boolean }): Promise<void> {
  const cluster = await readCluster((why) => {
    process.exitCode = 1
    process.stderr.write(`No process can be heard. ${why}\n`)
  })
  const all = [...cluster.servers, ...cluster.databases]
  if (all.some(({ trouble }) => trouble !== null)) process.exitCode = 1
  const shown = options.json === true ? JSON.stringify(cluster) : clusterLines(cluster).join('\n')
  process.stdout.write(`${shown}\n`)
}
