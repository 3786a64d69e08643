/** Mudstream and the floor in alternation, or two revisions: medians of fresh servers, with their spread. */
import type { SuiteResult, Table, Target } from '../support/figures.ts'
import { shown } from '../support/figures.ts'
import {
  alternate,
  bareWs,
  type Cell,
  medianOf,
  mudstreamOf,
  type Run,
  withRevision,
} from '../support/side.ts'
import { usualMix } from './players.ts'

/** Some seconds of play before anything counts: programs warm up for half a minute. */
const cellsOf = (quick: boolean): { readonly spread: Cell; readonly room: Cell } => {
  const base = { ratePerClient: 0.5, seconds: quick ? 8 : 20, warmSeconds: quick ? 8 : 40, seed: 7 }
  return {
    spread: { ...base, label: '1,000 spread', clients: 1_000, mix: usualMix, spread: true },
    room: {
      ...base,
      label: '300 in one room',
      clients: 300,
      mix: { look: 0, say: 1 },
      spread: false,
    },
  }
}

const roundsOf = (quick: boolean) => (quick ? 1 : 5)

export async function sidesSuite(quick: boolean): Promise<SuiteResult> {
  const ours = mudstreamOf('Mudstream')
  const { spread, room } = cellsOf(quick)
  const far = await alternate([bareWs, ours], spread, roundsOf(quick))
  const near = await alternate([bareWs, ours], room, roundsOf(quick))
  const times = (runs: Map<string, Run[]>, of: (run: Run) => number) => {
    const median = (name: string) => medianOf((runs.get(name) ?? []).map(of)).median
    return median(ours.name) / median(bareWs.name)
  }
  const worst = (of: (run: Run) => number) =>
    Math.max(...[far, near].flatMap((runs) => (runs.get(ours.name) ?? []).map(of)))
  const heard = medianOf((near.get(ours.name) ?? []).map((run) => run.heardBytes)).median
  const targets: Target[] = [
    { what: '1,000 spread, p99, times bare ws', value: times(far, ({ p99 }) => p99), limit: 2.5 },
    { what: '1,000 spread, CPU, times bare ws', value: times(far, ({ cpu }) => cpu), limit: 3 },
    {
      what: '1,000 spread, CPU, times bare ws, then',
      value: times(far, ({ cpu }) => cpu),
      limit: 2.2,
    },
    {
      what: '300 in one room, p50, times bare ws',
      value: times(near, ({ p50 }) => p50),
      limit: 2.5,
    },
    { what: '300 in one room, p99, times bare ws', value: times(near, ({ p99 }) => p99), limit: 2 },
    {
      what: '300 in one room, CPU, times bare ws',
      value: times(near, ({ cpu }) => cpu),
      limit: 1.6,
    },
    { what: 'bytes of a line as heard', value: heard, limit: 200 },
    { what: 'lost in any run', value: worst(({ lost }) => lost), limit: 0 },
  ]
  return { name: 'sides', tables: [tableOf(spread.label, far), tableOf(room.label, near)], targets }
}

/** The same cells on this tree and on a revision. */
export async function compareWith(rev: string, quick: boolean): Promise<SuiteResult> {
  return await withRevision(rev, async (root) => {
    const sides = [mudstreamOf(rev, root), mudstreamOf('here')]
    const tables: Table[] = []
    for (const cell of Object.values(cellsOf(quick))) {
      tables.push(tableOf(cell.label, await alternate(sides, cell, roundsOf(quick))))
    }
    return { name: 'compare', tables, targets: [] }
  })
}

function tableOf(label: string, runs: ReadonlyMap<string, readonly Run[]>): Table {
  const cellOf = (values: readonly number[]) => {
    const { median, least, most } = medianOf(values)
    return values.length > 1 ? `${shown(median)} (${shown(least)}–${shown(most)})` : shown(median)
  }
  return {
    title: `${label}: median (least–most) of ${[...runs.values()][0]?.length ?? 0} runs`,
    head: ['server', 'p50 ms', 'p99 ms', 'CPU-ms per command', 'crowd', 'bytes heard', 'lost'],
    rows: [...runs].map(([name, all]) => [
      name,
      ...(['p50', 'p99', 'cpu', 'crowd', 'heardBytes', 'lost'] as const).map((key) =>
        cellOf(all.map((run) => run[key])),
      ),
    ]),
  }
}
