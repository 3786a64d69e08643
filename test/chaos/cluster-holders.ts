/** Who holds what in a cluster right now, asked of its servers. */
import type { ClusterSystem } from './cluster-system.ts'
import { ask, until } from './whole-system.ts'

export const busNames = ['nats-1', 'nats-2', 'nats-3'] as const

interface Raft {
  readonly leader?: string
  readonly replicas?: readonly { readonly current?: boolean }[]
}
interface Page {
  /** Who says so. */
  readonly server: string
  readonly meta_cluster?: Raft
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name: string
      readonly cluster?: Raft
      readonly consumer_detail?: readonly { readonly name: string; readonly cluster?: Raft }[]
    }[]
  }[]
}

async function pages(system: ClusterSystem): Promise<Page[]> {
  const query = 'jsz?accounts=true&streams=true&consumers=true'
  const asked = busNames.map(async (name) => {
    const url = `${system.monitorUrl(name)}/${query}`
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    return { ...((await answer.json()) as Omit<Page, 'server'>), server: name }
  })
  const settled = await Promise.allSettled(asked)
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

const streamsOf = (all: readonly Page[]) =>
  all
    .flatMap(({ account_details: accounts = [] }) => accounts)
    .flatMap(({ stream_detail: list = [] }) => list)

export type Holder = 'stream' | 'consumer' | 'meta'

/** The NATS server that leads the stream of commands, holds the consumer that reads it, or leads the cluster. */
export function busHolder(system: ClusterSystem, what: Holder): Promise<string> {
  return until(
    `a holder of the ${what}`,
    async () => {
      const all = await pages(system)
      if (what === 'meta')
        return all.map(({ meta_cluster: meta }) => meta?.leader).find(Boolean) ?? ''
      const commands = streamsOf(all).filter(({ name }) => name.startsWith('COMMANDS'))
      const feeds = commands.flatMap(({ consumer_detail: list = [] }) => list)
      const rafts = what === 'stream' ? commands : feeds
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

/** The Postgres server that leads. */
export function primaryOf(system: ClusterSystem): string {
  const found = /"event":"primary-changed","process":"(postgres-\d)"/g
  return [...system.log().matchAll(found)].at(-1)?.[1] ?? 'postgres-1'
}

/** Resolves once the standby follows the primary and has what that one has. */
export async function standbyFollows(system: ClusterSystem): Promise<void> {
  await until(
    'a standby that follows',
    () =>
      ask<{ lag: number }>(
        system.databaseUrl('owner'),
        `select pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 as lag
         from pg_stat_replication where state = 'streaming'`,
      ),
    (rows) => rows.some(({ lag }) => lag !== null && lag < 1_000_000),
    60_000,
  )
}

/** Resolves once everything is there that was there in the beginning, and every copy is up to date. */
export async function wholeAgain(system: ClusterSystem, names: readonly string[]): Promise<void> {
  if (!system.restarts) return
  await until(
    'every process to be back',
    () => names.filter((name) => system.pidOf(name) === undefined),
    (missing) => missing.length === 0,
    60_000,
  )
  await standbyFollows(system)
  await until(
    'every stream to have its copies',
    async () =>
      (await pages(system)).flatMap((page) =>
        // Only a leader knows how far the others are.
        streamsOf([page]).flatMap(({ cluster }) =>
          cluster?.leader === page.server ? (cluster.replicas ?? []) : [],
        ),
      ),
    (replicas) => replicas.length >= 8 && replicas.every(({ current }) => current === true),
    60_000,
  )
}
