/** `mudstream cluster`: a whole cluster on this machine, until a signal ends it. */
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { systemClock } from '../../platform/ambient.ts'
import { environment, loadConfig } from '../../platform/config.ts'
import { openLog } from '../../platform/log.ts'
import { catchUncaught } from '../../platform/uncaught.ts'
import { type Cluster, startCluster } from '../cluster/cluster.ts'

const program = fileURLToPath(new URL('../../main.ts', import.meta.url))
const lookMs = 2_000

/** Says who leads what whenever that changes. Standard output is for the ready line alone. */
const sayWhoLeads = async (cluster: Cluster, signal: AbortSignal): Promise<void> => {
  let last = ''
  while (!signal.aborted) {
    const now = await cluster.leaders().catch(() => last)
    if (now !== last) process.stderr.write(`leads: ${now}\n`)
    last = now
    await systemClock.sleep(lookMs, signal)
  }
}

const run = async (options: { restart?: boolean; async?: boolean }): Promise<void> => {
  const env = environment()
  const config = loadConfig(env)
  const log = openLog(config, 'cluster')
  catchUncaught(log)
  const { setUp } = await import('../prepare.ts')
  const stopping = new AbortController()
  const starting = startCluster({
    config,
    env,
    log,
    setUp,
    program,
    restart: options.restart === true,
    following: options.async === true ? 'asynchronous' : 'synchronous',
  })
  const stop = (): void => {
    if (stopping.signal.aborted) return
    stopping.abort()
    void starting.then(
      (cluster) => cluster.stop().then(() => process.exit(0)),
      () => process.exit(1),
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
  const cluster = await starting
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
    .action(run)
}
