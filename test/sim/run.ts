/**
 * `npm run sim -- --seed 7` replays one seed with its history; `--from 1 --count 5000` runs many and
 * prints what they met; `--plant "<name>"` puts a fault in, to see whether it is caught; `--shards` does
 * the same with two shards that hand characters over (decision 32).
 */
import { parseArgs } from 'node:util'
import { type PlantName, plants } from './planted.ts'
import { runSeed } from './run-seed.ts'
import { runShards } from './shards/run-shards.ts'
import { type ShardPlantName, shardPlants } from './shards/shard-plants.ts'
import { shardSometimes } from './shards/shard-tally.ts'
import { sometimes } from './tally.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '300' },
    plant: { type: 'string', default: 'none' },
    quiet: { type: 'boolean', default: false },
    shards: { type: 'boolean', default: false },
  },
})

interface Simulated {
  readonly wrong: readonly string[]
  readonly counts: ReadonlyMap<string, number>
  readonly hash: string
  readonly history: readonly string[]
  readonly events: number
}

const known: readonly string[] = Object.keys(values.shards ? shardPlants : plants)
const met: readonly string[] = values.shards ? shardSometimes : sometimes
const run = (seed: number, keepHistory = false): Promise<Simulated> =>
  values.shards
    ? runShards(seed, { plant: values.plant as ShardPlantName, keepHistory })
    : runSeed(seed, { plant: values.plant as PlantName, keepHistory })

if (!known.includes(values.plant)) {
  throw new Error(`No such plant: ${values.plant}. There are: ${known.join(', ')}`)
}

if (values.seed !== undefined) await replay(Number(values.seed))
else await runMany(Number(values.from), Number(values.count))

async function replay(seed: number): Promise<void> {
  const { wrong, history, hash } = await run(seed, true)
  if (!values.quiet) for (const line of history) console.log(line)
  console.log(`seed ${seed}, trace ${hash}: ${wrong.length === 0 ? 'nothing wrong' : ''}`)
  for (const line of wrong) console.log(`  ${line}`)
  process.exitCode = wrong.length === 0 ? 0 : 1
}

async function runMany(from: number, count: number): Promise<void> {
  const began = performance.now()
  const totals = new Map<string, number>()
  let failed = 0
  let events = 0
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await run(seed)
    events += result.events
    for (const [name, by] of result.counts) totals.set(name, (totals.get(name) ?? 0) + by)
    if (result.wrong.length === 0) continue
    failed += 1
    console.log(`seed ${seed}: ${result.wrong.slice(0, 3).join('; ')}`)
  }
  const seconds = (performance.now() - began) / 1_000
  console.log(
    `${count} seeds, ${failed} with something wrong, ${events} events, ${(count / seconds).toFixed(1)} seeds/s`,
  )
  for (const name of met) console.log(`  ${name}: ${totals.get(name) ?? 0}`)
  process.exitCode = failed === 0 ? 0 : 1
}
