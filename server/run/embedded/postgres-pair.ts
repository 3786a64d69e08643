/**
 * Two embedded Postgres servers of which one leads and one follows, and what Patroni or CloudNativePG
 * does for a pair in earnest, as small as it can be: while both are there a commit waits for the standby;
 * a primary that died or does not answer is ended for good, and then its standby leads.
 *
 *   both ──standby gone──▶ alone ──standby follows again──▶ both
 *   both ──primary gone──▶ (old primary killed) ──▶ standby promoted: alone
 *
 * Invariant: a server is promoted only after the other one was certainly ended, so there are never two
 * that take writes.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { systemClock } from '../../platform/ambient.ts'
import type { Logger } from '../../platform/log.ts'
import { readJson, writePrivately } from './data-dir.ts'
import { freePort } from './ports.ts'
import { type RunningPostgres, startPostgres } from './postgres.ts'
import { clusterFolder, replicaLogin } from './postgres-cluster.ts'
import { copyAsStandby } from './postgres-standby.ts'
import { processesIn, stopProcesses } from './processes.ts'
import type { Secrets } from './secrets.ts'

export const pairNames = ['postgres-1', 'postgres-2'] as const
export type PairName = (typeof pairNames)[number]

/** Whether an acknowledged commit is on the standby's disk as well. */
export type Following = 'synchronous' | 'asynchronous'

type PairParts = {
  readonly folder: string
  readonly secrets: Secrets
  readonly replicaPassword: string
  readonly sharedBuffersMb: number
  readonly searchPath: string
  readonly following: Following
  readonly log: Logger
  /** Another server leads. */
  readonly onLead: (port: number) => void
}

export type PostgresPair = {
  /** Starts one of them, in the part that it has to play now. */
  start(name: PairName): Promise<RunningPostgres>
  leader(): PairName
  /** Begins to look after both. */
  watch(): void
  stop(): void
}

type Known = { primary: PairName; readonly ports: Record<PairName, number> }

type State = Known & {
  readonly parts: PairParts
  readonly running: Map<PairName, RunningPostgres>
  /** Looks at the primary without an answer, one after the other. */
  silences: number
  /** The lead passes over right now: no server is started before it is clear which part it has. */
  change: Promise<void>
}

const lookMs = 500
const answerMs = 2_000
/** So many questions in turn without an answer, and the primary is taken for dead. */
const silencesMax = 3

const other = (name: PairName): PairName => (name === 'postgres-1' ? 'postgres-2' : 'postgres-1')
const folderOf = ({ parts }: State, name: PairName): string => join(parts.folder, name)
const knownIn = (folder: string): string => join(folder, 'postgres-pair.json')

const urlOf = ({ parts, ports }: State, name: PairName): string =>
  `postgres://${replicaLogin}:${parts.replicaPassword}@127.0.0.1:${ports[name]}/postgres`

/** Nothing is started yet; the pair remembers in its folder which of the two led last. */
export const openPostgresPair = async (parts: PairParts): Promise<PostgresPair> => {
  const state: State = {
    parts,
    primary: readJson<Known>(knownIn(parts.folder))?.primary ?? 'postgres-1',
    ports: { 'postgres-1': await freePort(), 'postgres-2': await freePort() },
    running: new Map(),
    silences: 0,
    change: Promise.resolve(),
  }
  const stopping = new AbortController()
  return {
    start: (name) => start(state, name),
    leader: () => state.primary,
    watch: () => void watch(state, stopping.signal),
    stop: () => stopping.abort(),
  }
}

const lead = (state: State, name: PairName): void => {
  state.primary = name
  const { parts, ports } = state
  writePrivately(knownIn(parts.folder), JSON.stringify({ primary: name, ports }))
  parts.onLead(ports[name])
}

const start = async (state: State, name: PairName): Promise<RunningPostgres> => {
  await state.change
  const { parts, primary, running, ports } = state
  const isStandby = name !== primary
  // One that led before, or was never there, begins anew: its own history may have gone another way.
  const follows = existsSync(join(clusterFolder(folderOf(state, name)), 'standby.signal'))
  if (isStandby && !follows) {
    await copyAsStandby(urlOf(state, primary), folderOf(state, primary), folderOf(state, name))
  }
  const server = await startPostgres({
    dataDir: folderOf(state, name),
    passwords: parts.secrets.postgres,
    port: ports[name],
    sharedBuffersMb: parts.sharedBuffersMb,
    logFile: join(parts.folder, 'logs', `${name}.log`),
    searchPath: parts.searchPath,
    ownerCreatesDatabases: true,
    replicaPassword: parts.replicaPassword,
    settings: settingsOf(name, ports[other(name)], parts.replicaPassword),
  })
  running.set(name, server)
  void server.exited.then(() => running.get(name) === server && running.delete(name))
  if (isStandby) return server
  if (state.primary === name) lead(state, name)
  // Meanwhile the other one was chosen: this one has to begin anew, as its standby.
  else await server.stop()
  return server
}

const look = async (state: State): Promise<void> => {
  const { parts, primary, running } = state
  const heir = other(primary)
  const server = running.get(primary)
  const answer = server && (await confirmBy(urlOf(state, primary), heir, parts.following))
  state.silences = answer === 'ok' ? 0 : state.silences + 1
  if ((server && state.silences < silencesMax) || !running.has(heir)) return
  state.silences = 0
  state.change = passOver(state, primary).catch((error: unknown) =>
    parts.log.error({ event: 'lead-not-passed', err: error }, 'no database leads'),
  )
  await state.change
}

const passOver = async (state: State, lost: PairName): Promise<void> => {
  const { log } = state.parts
  const heir = other(lost)
  log.error(
    { event: 'primary-lost', process: lost },
    'the primary is lost; its standby is promoted',
  )
  // From here on the old one is started as a standby only.
  state.primary = heir
  // Ended for good first: one that only slept would wake up and take writes beside its heir.
  await stopProcesses(processesIn(clusterFolder(folderOf(state, lost))), [])
  // There is no way back: what was killed may not lead again.
  while (!(await promote(urlOf(state, heir)))) await systemClock.sleep(lookMs)
  lead(state, heir)
  log.warn({ event: 'primary-changed', process: heir }, 'another database leads')
}

const watch = async (state: State, signal: AbortSignal): Promise<void> => {
  const { log } = state.parts
  while (!signal.aborted) {
    await systemClock.sleep(lookMs, signal)
    if (signal.aborted) return
    await look(state).catch((error: unknown) =>
      log.warn({ event: 'pair-not-watched', err: error }, 'the databases could not be looked at'),
    )
  }
}

const applicationName = (name: PairName): string => name.replace('-', '_')

const settingsOf = (
  name: PairName,
  otherPort: number,
  password: string,
): Record<string, string> => ({
  // Used only by a server that follows.
  primary_conninfo: `host=127.0.0.1 port=${otherPort} user=${replicaLogin} password=${password} application_name=${applicationName(name)}`,
  // What a standby that was away may have missed.
  wal_keep_size: '1GB',
  wal_sender_timeout: '2s',
  wal_receiver_timeout: '2s',
  wal_retrieve_retry_interval: '200ms',
  max_connections: '100',
})

const asKeeper = async <T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  })
  // A server that is killed under us shows in the question's own rejection.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await use(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const confirmers = async (client: pg.Client, names: string): Promise<void> => {
  await client.query(`alter system set synchronous_standby_names = '${names}'`)
  await client.query('select pg_reload_conf()')
}

/** Asks whether the primary answers, and has commits wait for the standby exactly while that follows. */
const confirmBy = async (
  url: string,
  standby: PairName,
  following: Following,
): Promise<'ok' | 'silent'> => {
  try {
    return await asKeeper(url, async (client) => {
      const { rows } = await client.query<{ follows: boolean; confirms: string }>(
        `select exists (select from pg_stat_replication where application_name = $1 and state = 'streaming')
           as follows, current_setting('synchronous_standby_names') as confirms`,
        [applicationName(standby)],
      )
      const [row] = rows
      const wanted = following === 'synchronous' && row?.follows ? applicationName(standby) : ''
      if (row && row.confirms !== wanted) await confirmers(client, wanted)
      return 'ok' as const
    })
  } catch {
    // It is starting, has ended, or sleeps: the caller counts.
    return 'silent'
  }
}

/** The standby leads from now on, and waits for nobody. False while it does not answer. */
const promote = async (url: string): Promise<boolean> => {
  try {
    return await asKeeper(url, async (client) => {
      const question = 'select pg_is_in_recovery() as follows'
      const { rows } = await client.query<{ follows: boolean }>(question)
      if (rows[0]?.follows) await client.query('select pg_promote(true, 1)')
      const { rows: now } = await client.query<{ follows: boolean }>(question)
      if (now[0]?.follows !== false) return false
      await confirmers(client, '')
      return true
    })
  } catch {
    // It is busy, or has ended as well and is started again.
    return false
  }
}
