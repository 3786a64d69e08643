/**
 * A chaos run over a cluster: players, one fault after the other, and after each the time until
 * everybody's commands get done again. In the end the same checker judges as for one machine.
 */
import { verifyWorld } from '../../server/log/verify/verify-world.ts'
import { openDatabase } from '../../server/platform/database.ts'
import { type Breach, check } from './checker.ts'
import { type ChaosClient, startClient } from './client.ts'
import { type ClusterFault, injectInto } from './cluster-faults.ts'
import type { ClusterSystem } from './cluster-system.ts'
import { foldLog, sumsOf } from './fold.ts'
import { dumpLog } from './log-dump.ts'
import { startTraffic } from './players.ts'
import type { ClientRecord } from './record.ts'
import { chanceOf } from './schedule.ts'
import { until } from './whole-system.ts'

/** What players went through because of one fault. */
export interface FaultRow {
  readonly fault: ClusterFault
  readonly sent: number
  readonly acked: number
  readonly done: number
  /** From sending a line to its `done`, over all lines of that time, milliseconds. */
  readonly p99Ms: number
  readonly maxMs: number
  /** What players were told besides: codes of refusals, `resync`. */
  readonly told: Readonly<Record<string, number>>
}

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
}

const names = ['Bakan', 'Dovan', 'Fepan', 'Gusan', 'Hatan', 'Jodan', 'Kevan', 'Lupan']
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Plays, injects, heals and judges. Rejects when play does not go on after a fault. */
export async function runClusterChaos(
  system: ClusterSystem,
  { seed, faults, players: count, say }: ClusterRunOptions,
): Promise<ClusterReport> {
  const initial = sumsOf(foldLog((await dumpLog(system)).events).world)
  const lastDone: number[] = []
  const players = Array.from({ length: count }, (_, index) => {
    const chance = chanceOf(seed * 1_000 + index)
    return startClient({
      name: names[index % names.length] ?? 'Nobody',
      kind: index % 2 === 0 ? 'trusting' : 'persistent',
      account: index < names.length && index % 4 < 2,
      gateway: () => system.gateways[Math.floor(chance() * system.gateways.length)] ?? '',
      onDone: (atMs) => {
        lastDone[index] = atMs
      },
    })
  })
  try {
    await until(
      'everybody to be in',
      () => players.every(({ playing }) => playing),
      (all) => all,
    )
    const traffic = startTraffic(players, seed)
    const windows: { fault: ClusterFault; from: number; to: number }[] = []
    for (const fault of faults) {
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
      windows.push({ fault, from, to: performance.now() })
      say(`${fault}: over after ${Math.round(performance.now() - from)} ms`)
    }
    await pause(1_000)
    traffic.stop()
    await settle(players)
    const records = players.map((player) => player.record())
    const dump = await dumpLog(system)
    const own = new Map([...initial].filter(([what]) => what !== 'gold'))
    const verdict = check(records, dump, own)
    return {
      rows: windows.map(({ fault, from, to }) => rowOf(fault, records, { from, to })),
      breaches: [...verdict.breaches, ...(await verified(system))],
      figures: verdict.figures,
    }
  } finally {
    for (const player of players) player.close()
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
  )
}

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

type Span = { readonly from: number; readonly to: number }

function rowOf(fault: ClusterFault, records: readonly ClientRecord[], span: Span): FaultRow {
  const tookMs: number[] = []
  const told: Record<string, number> = {}
  let acked = 0
  let sent = 0
  for (const { entries } of records) {
    const open = new Map<string, number>()
    const unacked = new Set<string>()
    for (const entry of entries) {
      const { atMs, session } = entry
      const inside = atMs >= span.from && atMs <= span.to
      if (entry.what === 'invoke' && inside) {
        sent += 1
        open.set(`${session}/${entry.n}`, atMs)
        unacked.add(`${session}/${entry.n}`)
      }
      // One that was sent again is acknowledged again.
      if (entry.what === 'ack' && unacked.delete(`${session}/${entry.n}`)) acked += 1
      if (entry.what === 'reject' && inside) told[entry.code] = (told[entry.code] ?? 0) + 1
      if (entry.what === 'resync' && inside) told['resync'] = (told['resync'] ?? 0) + 1
      if (entry.what !== 'frame' || entry.t !== 'done') continue
      const began = open.get(`${session}/${entry.n}`)
      if (began === undefined) continue
      open.delete(`${session}/${entry.n}`)
      // A client that was away is told of it by the number in its welcome, or by this.
      if (unacked.delete(`${session}/${entry.n}`)) acked += 1
      tookMs.push(atMs - began)
    }
  }
  tookMs.sort((one, other) => one - other)
  const at = (share: number) => Math.round(tookMs[Math.floor((tookMs.length - 1) * share)] ?? 0)
  return { fault, sent, acked, done: tookMs.length, p99Ms: at(0.99), maxMs: at(1), told }
}

/** The table of a run, for people. */
export function clusterTable({ rows, figures, breaches }: ClusterReport): string[] {
  const cells = rows.map(({ fault, sent, acked, done, p99Ms, maxMs, told }) =>
    [
      fault.padEnd(32),
      ...[sent, acked, done, p99Ms, maxMs].map((one) => String(one).padStart(7)),
      Object.entries(told)
        .map(([code, times]) => `${code} ${times}`)
        .join(', ') || '-',
    ].join(' '),
  )
  const { lost = 0, doubled = 0, reordered = 0 } = figures
  const head = ['sent', 'acked', 'done', 'p99 ms', 'max ms'].map((one) => one.padStart(7)).join(' ')
  return [
    `${'fault'.padEnd(32)} ${head} told`,
    ...cells,
    `lost ${lost}, doubled ${doubled}, reordered ${reordered}, breaches ${breaches.length}`,
    ...breaches
      .slice(0, 20)
      .map(({ rule, client, what }) => `${rule} ${client} ${what.slice(0, 300)}`),
  ]
}
