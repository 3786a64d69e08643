/** Faults of a cluster: which process holds what is asked of the servers, then that one is hit. */
import { signal } from '../../server/run/embedded/processes.ts'
import type { ClusterSystem } from './cluster-system.ts'
import { withChildren } from './faults.ts'
import { ask, until } from './whole-system.ts'

export const clusterFaults = [
  'kill-stream-leader',
  'pause-stream-leader',
  'slow-stream-leader',
  'kill-consumer-holder',
  'pause-consumer-holder',
  'kill-meta-leader',
  'pause-meta-leader',
  'kill-database-primary',
  'pause-database-primary',
  'kill-database-standby',
  'kill-leading-tick',
  'kill-gateway',
  'kill-tick-and-gateway',
  'kill-stream-leader-and-primary',
  'replace-every-role',
] as const
export type ClusterFault = (typeof clusterFaults)[number]

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const busNames = ['nats-1', 'nats-2', 'nats-3']
/** Longer than anything that watches a server waits. */
const holdMs = 9_000

interface Raft {
  readonly leader?: string
}
interface Page {
  readonly meta_cluster?: Raft
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name: string
      readonly cluster?: Raft
      readonly consumer_detail?: readonly { readonly cluster?: Raft }[]
    }[]
  }[]
}

async function pages(system: ClusterSystem): Promise<Page[]> {
  const query = 'jsz?accounts=true&streams=true&consumers=true'
  const asked = busNames.map(async (name) => {
    const url = `${system.monitorUrl(name)}/${query}`
    return (await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).json()) as Page
  })
  const settled = await Promise.allSettled(asked)
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

type Holder = 'stream' | 'consumer' | 'meta'

/** The NATS server that leads the stream of commands, holds a consumer, or leads the cluster. */
export function busHolder(system: ClusterSystem, what: Holder): Promise<string> {
  return until(
    `a holder of the ${what}`,
    async () => {
      const all = await pages(system)
      if (what === 'meta')
        return all.map(({ meta_cluster: meta }) => meta?.leader).find(Boolean) ?? ''
      const streams = all
        .flatMap(({ account_details: accounts = [] }) => accounts)
        .flatMap(({ stream_detail: list = [] }) => list)
      const commands = streams.filter(({ name }) => name.startsWith('COMMANDS'))
      const consumers = streams.flatMap(({ consumer_detail: list = [] }) => list)
      const rafts = what === 'stream' ? commands : consumers
      return rafts.map(({ cluster }) => cluster?.leader).find(Boolean) ?? ''
    },
    (name) => system.pidOf(name) !== undefined,
    30_000,
  )
}

/** The tick that leads. */
export async function leadingTick(system: ClusterSystem): Promise<string> {
  const rows = await until(
    'a leading tick',
    () =>
      ask<{ owner: string }>(
        system.databaseUrl('admin'),
        'select owner from shards where lease_until > now()',
      ),
    ([row]) => row !== undefined && system.pidOf(row.owner) !== undefined,
    30_000,
  )
  return rows[0]?.owner ?? ''
}

const primary = (system: ClusterSystem): string => {
  const port = Number(new URL(system.databaseUrl('admin')).port)
  const found = /"event":"primary-changed","process":"(postgres-\d)"/g
  const last = [...system.log().matchAll(found)].at(-1)?.[1] ?? 'postgres-1'
  if (!port) throw new Error('no database leads')
  return last
}

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

/** All of a process's own sleeps; nothing answers, and every socket stays open. */
async function freeze(system: ClusterSystem, name: string, ms: number): Promise<void> {
  const all = withChildren(await pidOf(system, name))
  for (const pid of all) signal(pid, 'SIGSTOP')
  await pause(ms)
  for (const pid of all) signal(pid, 'SIGCONT')
}

/** Works a fifth of the time. */
async function slow(system: ClusterSystem, name: string): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) {
    await freeze(system, name, 200)
    await pause(50)
  }
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

async function replaceEveryRole(system: ClusterSystem): Promise<void> {
  const leader = await leadingTick(system)
  const standby = leader === 't1' ? 't2' : 't1'
  for (const name of ['w1', 'w2', standby, leader, 'gw1', 'gw2']) await replace(system, name)
}

/** Injects one fault; resolves once its cause is over. */
export async function injectInto(system: ClusterSystem, fault: ClusterFault): Promise<void> {
  const holderOf = (what: Holder) => busHolder(system, what)
  const faults: Readonly<Record<ClusterFault, () => Promise<void>>> = {
    'kill-stream-leader': async () => kill(system, await holderOf('stream')),
    'pause-stream-leader': async () => freeze(system, await holderOf('stream'), holdMs),
    'slow-stream-leader': async () => slow(system, await holderOf('stream')),
    'kill-consumer-holder': async () => kill(system, await holderOf('consumer')),
    'pause-consumer-holder': async () => freeze(system, await holderOf('consumer'), holdMs),
    'kill-meta-leader': async () => kill(system, await holderOf('meta')),
    'pause-meta-leader': async () => freeze(system, await holderOf('meta'), holdMs),
    'kill-database-primary': () => kill(system, primary(system)),
    'pause-database-primary': () => freeze(system, primary(system), holdMs + 3_000),
    'kill-database-standby': () =>
      kill(system, primary(system) === 'postgres-1' ? 'postgres-2' : 'postgres-1'),
    'kill-leading-tick': async () => kill(system, await leadingTick(system)),
    'kill-gateway': () => kill(system, 'gw1'),
    async 'kill-tick-and-gateway'() {
      await Promise.all([kill(system, await leadingTick(system)), kill(system, 'gw2')])
    },
    async 'kill-stream-leader-and-primary'() {
      await Promise.all([kill(system, await holderOf('stream')), kill(system, primary(system))])
    },
    'replace-every-role': () => replaceEveryRole(system),
  }
  await faults[fault]()
}
