/**
 * A chaos run over a cluster: players, one fault after the other. After each fault play has to go on;
 * then everything comes to its end, and the same checker judges as for one machine, so that every row
 * of the table speaks of its own fault.
 */
import { verifyWorld } from '../../server/log/verify/verify-world.ts'
import { openDatabase } from '../../server/platform/database.ts'
import { type BusWatch, watchEvents } from './bus-dump.ts'
import { type Breach, check } from './checker.ts'
import type { ChaosClient } from './client.ts'
import { type ClusterFault, injectInto } from './cluster-faults.ts'
import { wholeAgain } from './cluster-holders.ts'
import type { ClusterSystem } from './cluster-system.ts'
import { type FaultRow, rowOf } from './cluster-table.ts'
import { keepEvidence } from './evidence.ts'
import { foldLog, sumsOf } from './fold.ts'
import { dumpLog, type LogDump } from './log-dump.ts'
import { newPlayer, startTraffic } from './players.ts'
import type { Timeline } from './timelines.ts'
import { until } from './whole-system.ts'

export interface ClusterReport {
  readonly rows: readonly FaultRow[]
  readonly breaches: readonly Breach[]
  readonly figures: Readonly<Record<string, number>>
}

export interface ClusterRunOptions {
  readonly seed: number
  readonly faults: readonly ClusterFault[]
  readonly players: number
  readonly say: (line: string) => void
  /** A folder that takes the evidence of a bad run. */
  readonly keepIn?: string
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Plays, injects, heals and judges. Rejects when play does not go on after a fault. */
export async function runClusterChaos(
  system: ClusterSystem,
  options: ClusterRunOptions,
): Promise<ClusterReport> {
  const { seed, faults, players: count, say } = options
  const watcher = await watchEvents(system)
  const judge = await openJudge(system, watcher)
  const names = system.processes().map(({ name }) => name)
  const lastDone: number[] = []
  const players = Array.from({ length: count }, (_, index) =>
    newPlayer(system, index, seed, (atMs) => {
      lastDone[index] = atMs
    }),
  )
  try {
    await until(
      'everybody to be in',
      () => players.every(({ playing }) => playing),
      (all) => all,
    )
    const traffic = startTraffic(players, seed)
    const rows: FaultRow[] = []
    for (const fault of faults) {
      await wholeAgain(system, names)
      traffic.rest(false)
      await pause(1_000)
      const from = performance.now()
      await injectInto(system, fault)
      const over = performance.now()
      await until(
        `play to go on after ${fault}`,
        () => players.map((_, index) => (lastDone[index] ?? 0) > over + 500),
        (on) => on.every(Boolean),
        60_000,
      )
      const span = { from, to: performance.now() }
      traffic.rest(true)
      await settle(players)
      const verdict = await judge.look(players)
      const row = rowOf(fault, span, verdict)
      rows.push(row)
      say(`${fault}: ${Math.round(span.to - from)} ms, ${row.breaches} breaches`)
    }
    traffic.stop()
    if (options.keepIn !== undefined) judge.keep(options.keepIn, String(seed))
    return { rows, breaches: judge.breaches(), figures: judge.figures() }
  } finally {
    for (const player of players) player.close()
    await watcher.close()
  }
}

/** Everything comes to its end, then everybody looks at what they own. */
async function settle(players: readonly ChaosClient[]): Promise<void> {
  await until(
    'the drain',
    () => players.reduce((sum, { pending }) => sum + pending, 0),
    (pending) => pending === 0,
    60_000,
  )
  for (const player of players) player.audit()
  await until(
    'the audit',
    () => players.every(({ audited }) => audited),
    (all) => all,
    60_000,
  )
}

export interface Look {
  readonly records: ReturnType<ChaosClient['record']>[]
  readonly dump: LogDump
  /** What was not there at the look before. */
  readonly fresh: readonly Breach[]
}

/** Judges again and again, and tells what is new. It remembers timelines whose own beginning was lost. */
async function openJudge(system: ClusterSystem, watcher: BusWatch) {
  const initial = sumsOf(foldLog((await dumpLog(system)).events).world)
  // Characters bring their own gold; things are only what the world began with.
  const things = new Map([...initial].filter(([what]) => what !== 'gold'))
  const timelines = new Map<number, Timeline>()
  const known = new Map<string, Breach>()
  let figures: Readonly<Record<string, number>> = {}
  let last: Pick<Look, 'records' | 'dump'> | undefined
  return {
    async look(players: readonly ChaosClient[]): Promise<Look> {
      const records = players.map((player) => player.record())
      const dumped = await dumpLog(system)
      for (const timeline of dumped.timelines) timelines.set(timeline.began, timeline)
      const dump = { ...dumped, timelines: [...timelines.values()] }
      const verdict = check(records, dump, things)
      const fresh: Breach[] = []
      const told: Breach[] = []
      await watcher.check(dump, (rule, client, what) => told.push({ rule, client, what }))
      for (const breach of [...verdict.breaches, ...told, ...(await verified(system))]) {
        const key = JSON.stringify(breach)
        if (!known.has(key)) fresh.push(breach)
        known.set(key, breach)
      }
      figures = verdict.figures
      last = { records, dump }
      return { ...last, fresh }
    },
    breaches: () => [...known.values()],
    figures: () => figures,
    keep(folder: string, name: string) {
      if (last) keepEvidence(folder, name, { ...last, log: system.log() })
    },
  }
}

/** The product's own check of log, ledger and tables, as another pair of eyes. */
async function verified(system: ClusterSystem): Promise<Breach[]> {
  const db = openDatabase(system.databaseUrl('admin'), 'chaos', 1)
  try {
    const { differences, problems } = await verifyWorld(db)
    const all = [...differences.map(({ id, kind }) => `${id}: ${kind}`), ...problems]
    return all.map((what) => ({ rule: 'verify', client: '', what }))
  } finally {
    await db.destroy()
  }
}
