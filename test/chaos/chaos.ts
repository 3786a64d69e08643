/**
 * `npm run chaos -- --minutes 10 --seed 7`: crash tests with real processes, run after run, each
 * with a schedule of its own made from the seed. Exits 1 when a single command was lost, doubled or
 * reordered, when anything else of the contract was broken, or when nothing was injected.
 * `-- --cluster` does the same to a whole cluster (`--async`: whose standby may lag behind).
 */
import { parseArgs } from 'node:util'
import { type ClusterFault, clusterFaults } from './cluster-faults.ts'
import { clusterTable, runClusterChaos } from './cluster-run.ts'
import { startClusterSystem } from './cluster-system.ts'
import { printReport } from './print.ts'
import { type RunReport, runChaos } from './run.ts'
import { type Fault, type FaultKind, scheduleOf } from './schedule.ts'

const leaseMs = 2_000
const faultsPerRun = 16

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    players: { type: 'string', default: '16' },
    keep: { type: 'string' },
    only: { type: 'string' },
    cluster: { type: 'boolean', default: false },
    async: { type: 'boolean', default: false },
  },
})
if (values.cluster) await clusterRuns()
const minutes = Number(values.minutes)
const firstSeed = Number(values.seed)
const players = Number(values.players)
if (![minutes, firstSeed, players].every((value) => Number.isFinite(value) && value >= 0)) {
  process.stderr.write('--minutes, --seed and --players are numbers\n')
  process.exit(2)
}

/** One run over a cluster whose parts come back, with every fault of it; ends this process. */
async function clusterRuns(): Promise<never> {
  const words = ['--restart', ...(values.async ? ['--async'] : [])]
  const system = await startClusterSystem(words)
  try {
    const faults = (values.only?.split(',') as ClusterFault[] | undefined) ?? clusterFaults
    const seed = Number(values.seed)
    const print = (line: string) => void process.stdout.write(`${line}\n`)
    const report = await runClusterChaos(system, { seed, faults, players: 8, say: print })
    for (const line of clusterTable(report)) print(line)
    process.exitCode = report.breaches.length > 0 ? 1 : 0
  } finally {
    await system.stop()
  }
  process.exit()
}

/** The same moment and length, another kind. */
function only(fault: Fault, kinds: readonly string[], index: number): Fault {
  return { ...fault, kind: kinds[index % kinds.length] as FaultKind }
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const until = performance.now() + minutes * 60_000
const reports: RunReport[] = []
let broken = false
for (let seed = firstSeed; reports.length === 0 || performance.now() < until; seed += 1) {
  say(`\nseed ${seed}`)
  const drawn = scheduleOf(seed, faultsPerRun, leaseMs)
  const kinds = values.only?.split(',')
  const faults = kinds ? drawn.map((one, index) => only(one, kinds, index)) : drawn
  const keep = values.keep === undefined ? {} : { keepIn: values.keep }
  const report = await runChaos({ seed, faults, players, leaseMs, healMs: 5_000, say, ...keep })
  reports.push(report)
  broken ||= report.breaches.length > 0 || report.faults.length < faults.length
  printReport(report, say)
}
say(`\n${reports.length} run(s), ${reports.flatMap(({ faults }) => faults).length} faults`)
process.exit(broken || reports.every(({ faults }) => faults.length === 0) ? 1 : 0)
