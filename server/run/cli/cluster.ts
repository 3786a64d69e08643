/** `mudstream cluster`: a whole cluster on this machine, until a signal ends it. */
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { systemClock } from '../../platform/ambient.ts'
import { environment, loadConfig } from '../../platform/config.ts'
import { openLog } from '../../platform/log.ts'
import { catchUncaught } from '../../platform/uncaught.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { changeLine, type Leaders } from '../cluster/leaders.ts'
import { type Reach, reachDirectly } from '../embedded/ports.ts'
import { showCluster } from './cluster-status.ts'

const sources = fileURLToPath(new URL('../../main.ts', import.meta.url))
/** The roles run from the bundle when we do. */
const ownProgram = process.argv[1] ?? ''
const programHere = ownProgram.endsWith('.mjs') ? ownProgram : sources
const lookMs = 2_000

/** Says who leads what whenever that changes. Standard output is for the ready line alone. */
const sayWhoLeads = async (cluster: Cluster, signal: AbortSignal): Promise<void> => {
  let last: Leaders = new Map()
  while (!signal.aborted) {
    const now = await cluster.leaders()
    const line = changeLine(last, now)
    if (line !== '') process.stderr.write(`${line}\n`)
    last = now
    await systemClock.sleep(lookMs, signal)
  }
}

/** Runs it until a signal ends it. `reach`: what lies between its processes. `program`: what its roles run. */
export const runCluster = async (
  options: { restart?: boolean; async?: boolean },
  reach: Reach,
  program = programHere,
): Promise<void> => {
  const env = environment()
  const config = loadConfig(env)
  const log = openLog(config, 'cluster')
  catchUncaught(log)
  // `status` answers sooner without all of this.
  const { setUp } = await import('../prepare.ts')
  const { startCluster } = await import('../cluster/cluster.ts')
  const stopping = new AbortController()
  const starting = startCluster({
    config,
    env,
    log,
    setUp,
    program,
    restart: options.restart === true,
    following: options.async === true ? 'asynchronous' : 'synchronous',
    reach,
    signal: stopping.signal,
  })
  const stop = (): void => {
    if (stopping.signal.aborted) return
    stopping.abort()
    void starting.then(
      (cluster) => cluster.stop().then(() => process.exit(0)),
      // It was called off, or has failed and says so itself.
      () => process.exit(0),
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
  const cluster = await starting.catch((error: unknown) => {
    if (stopping.signal.aborted) return null
    throw error
  })
  if (!cluster || stopping.signal.aborted) return
  const { http, telnet, dataDir } = cluster
  process.stdout.write(
    `mudstream cluster ready http=${http.join(',')} telnet=${telnet.join(',')} data=${dataDir}\n`,
  )
  await sayWhoLeads(cluster, stopping.signal)
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .option('--restart', 'start again what dies')
    .option('--async', 'commits do not wait for the standby of Postgres')
    .action((options: { restart?: boolean; async?: boolean }) => runCluster(options, reachDirectly))
  command
    .command('status')
    .description('show who leads what, and who follows how closely')
    .option('--json', 'print JSON')
    .action(showCluster)
}
