/**
 * `npm run chaos -- --minutes 10 --seed 7`: crash tests with real processes, run after run, each
 * with a schedule of its own made from the seed; then every fault of a cluster, whose standby of
 * Postgres confirms commits, and those of the database once more with one that may lag behind.
 * Exits 1 when a single command was lost, doubled or reordered, when anything else of the contract was
 * broken, or when nothing was injected.
 * `--cluster` does only the first cluster, `--async` only the second one, `--soak 60` plays for an hour on
 * one machine and tells how the tick's memory grows.
 */
import { parseArgs } from 'node:util'
import { type ClusterFault, clusterFaults, databaseFaults } from './cluster-faults.ts'
import { runClusterChaos } from './cluster-run.ts'
import { startClusterSystem } from './cluster-system.ts'
import { clusterTable } from './cluster-table.ts'
import { printReport } from './print.ts'
import { type RunReport, runChaos } from './run.ts'
import { type Fault, type FaultKind, scheduleOf } from './schedule.ts'
import { runSoak } from './soak.ts'

const leaseMs = 2_000
const faultsPerRun = 16
/** What a tick may grow by after its tenth minute, MB a minute. */
const slopeMax = 1

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    players: { type: 'string', default: '16' },
    soak: { type: 'string', default: '0' },
    keep: { type: 'string' },
    only: { type: 'string' },
    cluster: { type: 'boolean', default: false },
    async: { type: 'boolean', default: false },
  },
})
const minutes = Number(values.minutes)
const firstSeed = Number(values.seed)
const players = Number(values.players)
const soakMinutes = Number(values.soak)
if (
  ![minutes, firstSeed, players, soakMinutes].every((value) => Number.isFinite(value) && value >= 0)
) {
  process.stderr.write('--minutes, --seed, --players and --soak are numbers\n')
  process.exit(2)
}
const keep = values.keep === undefined ? {} : { keepIn: values.keep }

/** Every fault of a cluster whose parts come back. True when nothing was broken. */
async function clusterRun(following: 'synchronous' | 'asynchronous'): Promise<boolean> {
  const isAsync = following === 'asynchronous'
  say(`\na cluster whose standby is ${following}, seed ${firstSeed}`)
  const system = await startClusterSystem(['--restart', ...(isAsync ? ['--async'] : [])])
  try {
    const asked = values.only?.split(',') as ClusterFault[] | undefined
    const faults = asked ?? (isAsync ? databaseFaults : clusterFaults)
    const report = await runClusterChaos(system, {
      seed: firstSeed,
      faults,
      players: 8,
      say,
      ...keep,
    })
    for (const line of clusterTable(report)) say(line)
    return report.breaches.length === 0
  } finally {
    await system.stop()
  }
}

/** True when memory stays and nothing was broken. */
async function soak(): Promise<boolean> {
  const { breaches, figures, slope, allocators } = await runSoak({
    ...{ minutes: soakMinutes, seed: firstSeed, players: 10, say },
  })
  for (const [name, value] of Object.entries(figures)) say(`  ${name.padEnd(12)} ${value}`)
  for (const breach of breaches.slice(0, 50)) say(`  ${breach}`)
  for (const place of allocators) say(`  ${place}`)
  say(`the live heap of the tick grows by ${slope.toFixed(2)} MB a minute after the tenth`)
  return breaches.length === 0 && slope < slopeMax
}

/** The same moment and length, another kind. */
function only(fault: Fault, kinds: readonly string[], index: number): Fault {
  return { ...fault, kind: kinds[index % kinds.length] as FaultKind }
}

/** Runs of one machine, one after the other, for as long as asked. */
async function machineRuns(): Promise<boolean> {
  const until = performance.now() + minutes * 60_000
  const reports: RunReport[] = []
  let broken = false
  for (let seed = firstSeed; reports.length === 0 || performance.now() < until; seed += 1) {
    say(`\nseed ${seed}`)
    const drawn = scheduleOf(seed, faultsPerRun, leaseMs)
    const kinds = values.only?.split(',')
    const faults = kinds ? drawn.map((one, index) => only(one, kinds, index)) : drawn
    const report = await runChaos({ seed, faults, players, leaseMs, healMs: 5_000, say, ...keep })
    reports.push(report)
    broken ||= report.breaches.length > 0 || report.faults.length < faults.length
    printReport(report, say)
  }
  say(`\n${reports.length} run(s), ${reports.flatMap(({ faults }) => faults).length} faults`)
  return !broken && reports.some(({ faults }) => faults.length > 0)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function everything(): Promise<boolean> {
  if (soakMinutes > 0) return await soak()
  const results: boolean[] = []
  if (!values.cluster && !values.async) results.push(await machineRuns())
  // Faults that were asked for by name belong to one of the two kinds of system.
  if (values.only !== undefined && results.length > 0) return results.every(Boolean)
  if (!values.async) results.push(await clusterRun('synchronous'))
  if (!values.cluster || values.async) results.push(await clusterRun('asynchronous'))
  return results.every(Boolean)
}

process.exit((await everything()) ? 0 : 1)
