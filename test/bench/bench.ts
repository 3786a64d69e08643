/**
 * `npm run bench [name…] [-- --quick]`: measures Mudstream against the floors of this very machine,
 * prints tables and leaves `test-artifacts/bench.json`. `--keep` keeps the figures for the README, from which
 * `npm run docs` writes them; `--compare REV` runs a revision and this tree in alternation.
 */
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import {
  keepFigures,
  printTable,
  type SuiteResult,
  targetTable,
  writeResults,
} from './support/figures.ts'

interface Options {
  readonly compare?: string
  readonly keep: boolean
  readonly quick: boolean
  readonly large: boolean
}

type Suite = (options: Options) => Promise<SuiteResult>

const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  absent: async () => {
    const { absentSuite } = await import('./suites/absent.ts')
    return ({ quick }) => absentSuite(quick)
  },
  npcs: async () => {
    const { npcsSuite } = await import('./suites/npcs.ts')
    return ({ quick }) => npcsSuite(quick)
  },
  flush: async () => {
    const { flushSuite } = await import('./suites/flush.ts')
    return ({ quick }) => flushSuite(quick)
  },
  'round-trip': async () => {
    const { roundTripSuite } = await import('./suites/round-trip.ts')
    return ({ quick }) => roundTripSuite(quick)
  },
  players: async () => {
    const { playersSuite } = await import('./suites/players.ts')
    return ({ quick }) => playersSuite(quick)
  },
  crowd: async () => {
    const { crowdSuite } = await import('./suites/crowd.ts')
    return ({ quick }) => crowdSuite(quick)
  },
  connections: async () => {
    const { connectionsSuite } = await import('./suites/connections.ts')
    return ({ quick }) => connectionsSuite(quick)
  },
  throughput: async () => {
    const { throughputSuite } = await import('./suites/throughput.ts')
    return ({ quick }) => throughputSuite(quick)
  },
  freezes: async () => {
    const { freezesSuite } = await import('./suites/freezes.ts')
    return ({ quick }) => freezesSuite(quick)
  },
  watched: async () => {
    const { watchedSuite } = await import('./suites/watched.ts')
    return ({ quick }) => watchedSuite(quick)
  },
  replay: async () => {
    const { replaySuite } = await import('./suites/replay.ts')
    return ({ quick, large }) => replaySuite(quick, large)
  },
  start: async () => {
    const { startSuite } = await import('./suites/start.ts')
    return ({ quick }) => startSuite(quick)
  },
  rooms: async () => {
    const { roomsSuite } = await import('./suites/rooms.ts')
    return ({ quick }) => roomsSuite(quick)
  },
  scenes: async () => {
    const { scenesSuite } = await import('./suites/scenes.ts')
    return ({ quick }) => scenesSuite(quick)
  },
  travel: async () => {
    const { travelSuite } = await import('./suites/travel.ts')
    return ({ quick, large }) => travelSuite(quick, large)
  },
  'talk-mix': async () => {
    const { talkMixSuite } = await import('./suites/talk-mix.ts')
    return () => talkMixSuite()
  },
  minds: async () => {
    const { mindsSuite } = await import('./suites/minds.ts')
    return () => mindsSuite()
  },
  growth: async () => {
    const { growthSuite } = await import('./suites/growth.ts')
    return ({ quick }) => growthSuite(quick)
  },
  sides: async () => {
    const { sidesSuite } = await import('./suites/sides.ts')
    return ({ quick }) => sidesSuite(quick)
  },
  llm: async () => {
    const { llmSuite } = await import('./suites/llm.ts')
    return ({ quick }) => llmSuite(quick)
  },
}

const kept = fileURLToPath(new URL('./figures.json', import.meta.url))
const artifacts = fileURLToPath(new URL('../../test-artifacts', import.meta.url))

async function run(names: readonly string[], options: Options): Promise<void> {
  if (options.compare !== undefined) {
    const { compareWith } = await import('./suites/sides.ts')
    const { tables } = await compareWith(options.compare, options.quick)
    for (const table of tables) printTable(table)
    return
  }
  const chosen = names.length > 0 ? names : Object.keys(suites)
  const results: SuiteResult[] = []
  for (const name of chosen) {
    const load = suites[name]
    if (!load) throw new Error(`there is no suite ${name}; there are ${Object.keys(suites)}`)
    const suite = await load()
    const began = performance.now()
    console.log(`\n━━ ${name}`)
    const result = await suite(options)
    for (const table of result.tables) printTable(table)
    console.log(`(${((performance.now() - began) / 1_000).toFixed(0)} s)`)
    results.push(result)
  }
  printTable(targetTable(results))
  if (options.keep) keepFigures(kept, results, options.quick)
  console.log(`\nAll figures: ${writeResults(artifacts, results)}`)
}

await new Command('bench')
  .argument('[suites...]', `any of ${Object.keys(suites).join(', ')}; all when none is named`)
  .option('--quick', 'shorter runs, and one of each instead of five', false)
  .option('--compare <rev>', 'a revision and this tree in alternation, on the cells of `sides`')
  .option('--keep', 'keep the figures for the README', false)
  .option('--large', 'also with ten million events and a hundred thousand characters', false)
  .action(run)
  .parseAsync()
