/** Faults of a cluster: which process holds what is asked of the servers, then that one is hit. */
import { pairNames } from '../../server/run/embedded/postgres-pair.ts'
import { signal } from '../../server/run/embedded/processes.ts'
import {
  busHolder,
  busNames,
  type Holder,
  leadingTick,
  primaryOf,
  standbyFollows,
} from './cluster-holders.ts'
import { restoreEarlier } from './cluster-restore.ts'
import type { ClusterSystem } from './cluster-system.ts'
import { withChildren } from './faults.ts'
import { chanceOf } from './schedule.ts'
import { until } from './whole-system.ts'

const busParts = ['stream-leader', 'consumer-holder', 'meta-leader'] as const
type BusPart = (typeof busParts)[number]
const means = ['kill', 'pause', 'cut', 'slow'] as const
type BusFault = `${(typeof means)[number]}-${BusPart}`

const busFaults: readonly BusFault[] = busParts.flatMap((part) =>
  means.map((how) => `${how}-${part}` as const),
)
export const databaseFaults = [
  'kill-database-primary',
  'pause-database-primary',
  'kill-database-standby',
  'pause-database-standby',
  'cut-database',
  'lag-then-kill-primary',
  'restore-earlier-backup',
  'kill-stream-leader-and-primary',
] as const
const otherFaults = [
  ...databaseFaults,
  'kill-leading-tick',
  'pause-leading-tick',
  'cut-leading-tick',
  'kill-gateway',
  // Two at once.
  'kill-tick-and-gateway',
  'kill-standby-and-tick',
  'kill-two-bus-servers',
  'replace-everything',
] as const
export type ClusterFault = BusFault | (typeof otherFaults)[number]

export const clusterFaults: readonly ClusterFault[] = [...busFaults, ...otherFaults]

/** So many faults that nobody dies of, drawn by the seed, each by another means. */
export function gentleFaults(seed: number, count: number): ClusterFault[] {
  const chance = chanceOf(seed)
  const drawn = means.filter((how) => how !== 'kill').map((how) => ({ how, at: chance() }))
  drawn.sort((one, other) => one.at - other.at)
  return drawn.slice(0, count).map(({ how }) => {
    const part = busParts[Math.floor(chance() * busParts.length)] ?? 'stream-leader'
    return `${how}-${part}` as const
  })
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
/** Longer than anything that watches a server waits. */
const holdMs = 9_000
const cutMs = 5_000
const lagMs = 5_000
const playMs = 4_000

async function pidOf(system: ClusterSystem, name: string): Promise<number> {
  const pid = await until(
    name,
    () => system.pidOf(name),
    (found) => found !== undefined,
    45_000,
  )
  return pid ?? 0
}

const kill = async (system: ClusterSystem, name: string): Promise<void> =>
  void signal(await pidOf(system, name), 'SIGKILL')

/**
 * All of a process's own sleeps; nothing answers, and every socket stays open. One that is ended meanwhile
 * wakes no more, and where nothing is started again there is nothing to wait for.
 */
async function freeze(system: ClusterSystem, name: string, ms: number): Promise<void> {
  const all = withChildren(await pidOf(system, name))
  const until = performance.now() + ms
  for (const pid of all) signal(pid, 'SIGSTOP')
  while (performance.now() < until && (system.restarts || system.pidOf(name))) await pause(50)
  for (const pid of all) signal(pid, 'SIGCONT')
}

/** Works a fifth of the time. */
async function slow(system: ClusterSystem, name: string): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) {
    await freeze(system, name, 200)
    await pause(50)
  }
}

/** Nobody reaches it, and it reaches nobody; it lives on. */
async function cut(system: ClusterSystem, name: string): Promise<void> {
  system.setLinks({ of: name, state: 'cut' })
  await pause(cutMs)
  system.setLinks({ of: name, state: 'open' })
}

/** Makes way for another one of its kind, as a rolling upgrade has it. */
async function replace(system: ClusterSystem, name: string): Promise<void> {
  const before = await pidOf(system, name)
  signal(before, 'SIGTERM')
  await until(
    `another ${name}`,
    () => system.pidOf(name),
    (pid) => pid !== undefined && pid !== before,
    45_000,
  )
}

/** Workers, standby before leader, gateways, then the servers one by one, each with its copies back. */
async function replaceEverything(system: ClusterSystem): Promise<void> {
  const leader = await leadingTick(system)
  const standby = leader === 't1' ? 't2' : 't1'
  for (const name of ['w1', 'w2', standby, leader, 'gw1', 'gw2']) await replace(system, name)
  for (const name of busNames) {
    await replace(system, name)
    await pause(playMs)
  }
  const primary = primaryOf(system)
  for (const name of [...pairNames.filter((one) => one !== primary), primary]) {
    await standbyFollows(system)
    await replace(system, name)
  }
}

/** The standby hears nothing for a while, then has to lead without what it missed. */
async function lagThenKill(system: ClusterSystem): Promise<void> {
  const primary = primaryOf(system)
  const standby = pairNames.find((one) => one !== primary) ?? ''
  system.setLinks({ of: standby, to: primary, state: 'hole' })
  await pause(lagMs)
  await kill(system, primary)
  system.setLinks({ of: standby, to: primary, state: 'cut' })
  await until(
    'another primary',
    () => primaryOf(system),
    (now) => now !== primary,
  )
  system.setLinks({ of: standby, to: primary, state: 'open' })
}

const holderOf: Readonly<Record<BusPart, Holder>> = {
  'stream-leader': 'stream',
  'consumer-holder': 'consumer',
  'meta-leader': 'meta',
}

async function hitBus(system: ClusterSystem, fault: BusFault): Promise<void> {
  const part = busParts.find((one) => fault.endsWith(one)) ?? 'stream-leader'
  const name = await busHolder(system, holderOf[part])
  if (fault.startsWith('kill')) return kill(system, name)
  if (fault.startsWith('pause')) return freeze(system, name, holdMs)
  return fault.startsWith('cut') ? cut(system, name) : slow(system, name)
}

const isBusFault = (fault: ClusterFault): fault is BusFault =>
  (busFaults as readonly string[]).includes(fault)

/** Injects one fault; resolves once its cause is over. */
export async function injectInto(system: ClusterSystem, fault: ClusterFault): Promise<void> {
  if (isBusFault(fault)) return hitBus(system, fault)
  const primary = primaryOf(system)
  const standby = pairNames.find((one) => one !== primary) ?? ''
  const both = (one: string, other: string) =>
    Promise.all([kill(system, one), kill(system, other)]).then(() => undefined)
  const faults: Readonly<Record<(typeof otherFaults)[number], () => Promise<void>>> = {
    'kill-database-primary': () => kill(system, primary),
    'pause-database-primary': () => freeze(system, primary, holdMs),
    'kill-database-standby': () => kill(system, standby),
    'pause-database-standby': () => freeze(system, standby, holdMs),
    'cut-database': () => cut(system, 'postgres'),
    'lag-then-kill-primary': () => lagThenKill(system),
    'restore-earlier-backup': () => restoreEarlier(system, () => pause(playMs)),
    'kill-leading-tick': async () => kill(system, await leadingTick(system)),
    'pause-leading-tick': async () => freeze(system, await leadingTick(system), holdMs),
    'cut-leading-tick': async () => cut(system, await leadingTick(system)),
    'kill-gateway': () => kill(system, 'gw1'),
    'kill-tick-and-gateway': async () => both(await leadingTick(system), 'gw2'),
    'kill-stream-leader-and-primary': async () => both(await busHolder(system, 'stream'), primary),
    'kill-standby-and-tick': async () => both(standby, await leadingTick(system)),
    async 'kill-two-bus-servers'() {
      const leader = await busHolder(system, 'stream')
      await both(leader, busNames.find((one) => one !== leader) ?? '')
    },
    'replace-everything': () => replaceEverything(system),
  }
  await faults[fault]()
}
