/**
 * One chaos run: a private whole system, players, faults in turn, a healing phase without faults, a
 * drain, then the checker. Phases follow one another; nothing is checked while faults are on.
 */
import { verifyWorld } from '../../server/log/verify/verify-world.ts'
import { openDatabase } from '../../server/platform/database.ts'
import { type Breach, check } from './checker.ts'
import type { ChaosClient } from './client.ts'
import { keepEvidence } from './evidence.ts'
import { inject, type Stage } from './faults.ts'
import { foldLog, sumsOf } from './fold.ts'
import { type Links, startLinks } from './links.ts'
import { dumpLog } from './log-dump.ts'
import { newPlayer, startTraffic } from './players.ts'
import { gatewayWatch } from './samples.ts'
import type { Fault } from './schedule.ts'
import {
  chaosProgram,
  type Home,
  newHome,
  startWholeSystem,
  until,
  type WholeSystem,
} from './whole-system.ts'

export interface RunOptions {
  readonly seed: number
  readonly faults: readonly Fault[]
  readonly players: number
  readonly leaseMs: number
  /** Play without faults before the drain, milliseconds. */
  readonly healMs: number
  readonly say: (line: string) => void
  /** A folder that takes the evidence of a bad run: records, dump and log. */
  readonly keepIn?: string
}

export interface FaultReport {
  readonly kind: string
  /** Longest time without any command being done, from the fault until play went on. */
  readonly unavailableMs: number
  /** The same for the player who waited longest. */
  readonly playerAwayMs: number
}

export interface RunReport {
  readonly seed: number
  readonly faults: readonly FaultReport[]
  readonly breaches: readonly Breach[]
  readonly figures: Readonly<Record<string, number>>
  /** The log of the system, for a look after a bad run. */
  readonly log: string
}

/** Runs it all; the system and its data are gone afterwards. Throws when the system does not heal. */
export async function runChaos(options: RunOptions): Promise<RunReport> {
  const home = await newHome(2)
  const links = await startLinks(home, { ticks: 2, workers: 1 }, options.seed)
  let system: WholeSystem | undefined
  const players: ChaosClient[] = []
  try {
    system = await start(home, links, options)
    return await play({ system, links, clients: players }, players, options)
  } catch (error) {
    const tail = system?.log().split('\n').slice(-40).join('\n') ?? ''
    throw new Error(`the run with seed ${options.seed} broke off:\n${tail}`, { cause: error })
  } finally {
    for (const player of players) player.close()
    if (system) await end(system)
    links.close()
    home.remove()
  }
}

function start(home: Home, links: Links, { leaseMs }: RunOptions): Promise<WholeSystem> {
  const settings = {
    MUD_TICKS: '2',
    MUD_WORKERS: '1',
    MUD_LEASE_MS: String(leaseMs),
    // Nobody's link is given up in the middle of a run: what a guest owns would go with it.
    MUD_LINK_GRACE_MS: '3600000',
    ...links.settings,
  }
  return startWholeSystem(home, settings, chaosProgram)
}

async function end(system: WholeSystem): Promise<void> {
  const overtime = setTimeout(() => void system.killEverything().catch(() => undefined), 40_000)
  await system.stop()
  clearTimeout(overtime)
}

async function play(stage: Stage, players: ChaosClient[], options: RunOptions): Promise<RunReport> {
  const { system } = stage
  const doneAt: Done[] = []
  const initial = sumsOf(foldLog((await dumpLog(system)).events).world)
  for (let index = 0; index < options.players; index += 1) {
    players.push(
      newPlayer(stage.links, index, options.seed, (atMs) => doneAt.push({ atMs, player: index })),
    )
  }
  await until(
    'everybody to be in',
    () => players.map(({ playing }) => playing),
    (all) => all.every(Boolean),
  )
  const samples = gatewayWatch(system)
  const traffic = startTraffic(players, options.seed)
  const stuck: Breach[] = []
  const reports = await injectAll(stage, doneAt, options, stuck)
  await pause(options.healMs)
  traffic.stop()
  await drainAndAudit(players, stuck)
  const dump = await dumpLog(system)
  const records = players.map((player) => player.record())
  const verdict = check(
    records,
    dump,
    // Characters bring their own gold; things are only what the world began with.
    new Map([...initial].filter(([what]) => what !== 'gold')),
  )
  const breaches = [...stuck, ...verdict.breaches, ...(await verified(system))]
  const log = system.log()
  if (breaches.length > 0 && options.keepIn !== undefined) {
    keepEvidence(options.keepIn, String(options.seed), { records, dump, log })
  }
  return {
    seed: options.seed,
    faults: reports,
    breaches,
    log,
    figures: {
      ...verdict.figures,
      unavailableMsMax: Math.max(0, ...reports.map(({ unavailableMs }) => unavailableMs)),
      playerAwayMsMax: Math.max(0, ...reports.map(({ playerAwayMs }) => playerAwayMs)),
      takeovers: Math.max(0, (log.match(/"event":"tick-leading"/g)?.length ?? 0) - 1),
      epoch: dump.epoch,
      ticks: dump.tick,
      events: dump.events.length,
      ...(await samples.end()),
    },
  }
}

/** The product's own check of log, ledger and tables, as another pair of eyes. */
async function verified(system: WholeSystem): Promise<Breach[]> {
  const db = openDatabase(system.databaseUrl('admin'), 'chaos', 1)
  try {
    const report = await verifyWorld(db)
    const different = report.differences.map(({ id, kind }) => `${id}: ${kind}`)
    return [...different, ...report.problems].map((what) => ({ rule: 'verify', client: '', what }))
  } finally {
    await db.destroy()
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** One fault after the other, under load. */
async function injectAll(
  stage: Stage,
  doneAt: readonly Done[],
  options: RunOptions,
  stuck: Breach[],
): Promise<FaultReport[]> {
  const reports: FaultReport[] = []
  for (const fault of options.faults) {
    const report = await alive(stuck, oneFault(stage, fault, doneAt))
    // What does not go on after one fault is judged as it is; more faults would only blur it.
    if (!report) break
    reports.push(report)
    const { kind, unavailableMs, playerAwayMs } = report
    options.say(`${kind}: nothing done for ${unavailableMs} ms, one player ${playerAwayMs} ms`)
  }
  return reports
}

/** Lets everything come to its end, then has every player look at what they own. */
async function drainAndAudit(players: readonly ChaosClient[], stuck: Breach[]): Promise<void> {
  const patienceMs = stuck.length > 0 ? 5_000 : 60_000
  const drained = (pending: number) => pending === 0
  await alive(
    stuck,
    until('the drain', () => pendingOf(players), drained, patienceMs),
  )
  for (const player of players) player.audit()
  const audited = (all: readonly ChaosClient[]) => all.every((player) => player.audited)
  await alive(
    stuck,
    until('the audit', () => players, audited),
  )
}

/** Waits for something that has to happen; that it did not is a breach like any other (I15). */
async function alive<T>(stuck: Breach[], happening: Promise<T>): Promise<T | undefined> {
  try {
    return await happening
  } catch (error) {
    stuck.push({ rule: 'liveness', client: '', what: String(error) })
    return undefined
  }
}

const pendingOf = (players: readonly ChaosClient[]): number =>
  players.reduce((sum, player) => sum + player.pending, 0)

/** Injects a fault under load and waits until everybody's commands get done again. */
async function oneFault(stage: Stage, fault: Fault, doneAt: readonly Done[]): Promise<FaultReport> {
  const { system, clients: players } = stage
  await pause(fault.afterMs)
  const names = [...system.processes()].map(({ name }) => name)
  const began = performance.now()
  await inject(stage, fault)
  const over = performance.now()
  await until(
    `recovery from ${fault.kind}`,
    () => ({
      up: names.every((name) => system.pidOf(name) !== undefined),
      playing: players.every(({ playing }) => playing),
      heard: new Set(doneAt.filter(({ atMs }) => atMs > over).map(({ player }) => player)).size,
    }),
    ({ up, playing, heard }) => up && playing && heard === players.length,
    45_000,
  )
  const since = doneAt.filter(({ atMs }) => atMs > began)
  const perPlayer = players.map((_, index) => since.filter(({ player }) => player === index))
  return {
    kind: fault.kind,
    unavailableMs: longestGapMs(began, since),
    playerAwayMs: Math.max(0, ...perPlayer.map((dones) => longestGapMs(began, dones))),
  }
}

/** A command of a player that came to its end. */
interface Done {
  readonly atMs: number
  readonly player: number
}

function longestGapMs(beganMs: number, dones: readonly Done[]): number {
  let last = beganMs
  let longest = 0
  for (const { atMs } of dones) {
    longest = Math.max(longest, atMs - last)
    last = atMs
  }
  return Math.round(longest)
}
