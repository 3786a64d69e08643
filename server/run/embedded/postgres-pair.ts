/**
 * Two embedded Postgres servers of which one leads and one follows, and what Patroni or CloudNativePG
 * does for a pair in earnest, as small as it can be: while both are there a commit waits for the standby;
 * a primary that died or does not answer is ended for good, and then its standby leads. Its pulse tells
 * within a second (`pulse.ts`).
 *
 *   both ──standby gone──▶ alone ──standby follows again──▶ both
 *   both ──primary gone──▶ (old primary killed) ──▶ standby promoted: alone
 *
 * Invariant: a server is promoted only after the other one was certainly ended, so there are never two
 * that take writes.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../platform/ambient.ts'
import type { Logger } from '../../platform/log.ts'
import { readJson, writePrivately } from './data-dir.ts'
import { freePort, type Reach } from './ports.ts'
import { type RunningPostgres, startPostgres } from './postgres.ts'
import { clusterFolder, replicaLogin } from './postgres-cluster.ts'
import { confirmBy, heardByStandby, promote } from './postgres-keeper.ts'
import { copyAsStandby } from './postgres-standby.ts'
import { processesIn, stopProcesses } from './processes.ts'
import { isDoubtful, isUnheard, lookMs, openPulse, type Pulse } from './pulse.ts'
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
  readonly reach: Reach
  readonly log: Logger
  /** No server leads for now. */
  readonly onLost: () => void
  /** A server leads. */
  readonly onLead: (port: number) => void
}

export type PostgresPair = {
  /** Starts one of them, in the part that it has to play now. */
  start(name: PairName): Promise<RunningPostgres>
  leader(): PairName
  /** Where each of them listens, `host:port`. */
  servers(): string[]
  /** Begins to look after both. */
  watch(): void
  stop(): void
}

type Known = { primary: PairName; readonly ports: Record<PairName, number> }

type State = Known & {
  readonly parts: PairParts
  readonly running: Map<PairName, RunningPostgres>
  readonly pulses: Readonly<Record<PairName, Pulse>>
  readonly stopping: AbortSignal
  /** Questions over a new link without an answer, one after the other. */
  silences: number
  /** The lead passes over right now: no server is started before it is clear which part it has. */
  change: Promise<void>
  /** When it did last, on the monotonic clock. */
  changedMs: number
}

const doorMs = 250
/** So many new links in turn without an answer, and the primary is taken for dead. */
const silencesMax = 2
/** A copy keeps disk and processor busy: first the players, who wait, then another standby. */
const copyAfterMs = 3_000

const other = (name: PairName): PairName => (name === 'postgres-1' ? 'postgres-2' : 'postgres-1')
const folderOf = ({ parts }: State, name: PairName): string => join(parts.folder, name)
const knownIn = (folder: string): string => join(folder, 'postgres-pair.json')

const urlAt = (port: number, password: string): string =>
  `postgres://${replicaLogin}:${password}@127.0.0.1:${port}/postgres`

const urlOf = ({ parts, ports }: State, name: PairName): string =>
  urlAt(ports[name], parts.replicaPassword)

/** Nothing is started yet; the pair remembers in its folder which of the two led last. */
export const openPostgresPair = async (parts: PairParts): Promise<PostgresPair> => {
  const ports = { 'postgres-1': await freePort(), 'postgres-2': await freePort() }
  const pulseOf = (name: PairName): Pulse => openPulse(urlAt(ports[name], parts.replicaPassword))
  const stopping = new AbortController()
  const state: State = {
    parts,
    primary: readJson<Known>(knownIn(parts.folder))?.primary ?? 'postgres-1',
    ports,
    running: new Map(),
    pulses: { 'postgres-1': pulseOf('postgres-1'), 'postgres-2': pulseOf('postgres-2') },
    stopping: stopping.signal,
    silences: 0,
    change: Promise.resolve(),
    changedMs: Number.NEGATIVE_INFINITY,
  }
  return {
    start: (name) => start(state, name),
    leader: () => state.primary,
    servers: () => pairNames.map((name) => `127.0.0.1:${ports[name]}`),
    watch() {
      void feel(state)
      void watchDoor(state)
    },
    stop() {
      stopping.abort()
      for (const name of pairNames) state.pulses[name].close()
    },
  }
}

/** Whatever happens from now on, this is the one whose data count. */
const remember = (state: State, name: PairName): void => {
  state.primary = name
  const known = { primary: name, ports: state.ports }
  writePrivately(knownIn(state.parts.folder), JSON.stringify(known))
}

const start = async (state: State, name: PairName): Promise<RunningPostgres> => {
  // One that is about to lead and has ended has to come back first.
  if (name !== state.primary) await state.change
  const { parts, primary, running, ports } = state
  const isStandby = name !== primary
  // One that led before, or was never there, begins anew: its own history may have gone another way.
  const follows = existsSync(join(clusterFolder(folderOf(state, name)), 'standby.signal'))
  if (isStandby && !follows) {
    const restMs = state.changedMs + copyAfterMs - systemClock.mono()
    if (restMs > 0) await systemClock.sleep(restMs, state.stopping)
    state.stopping.throwIfAborted()
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
    settings: settingsOf(
      name,
      await parts.reach(name, other(name), ports[other(name)]),
      parts.replicaPassword,
    ),
  })
  running.set(name, server)
  void server.exited.then(() => running.get(name) === server && running.delete(name))
  if (isStandby) return server
  if (state.primary === name) {
    if ((await enthrone(state, name)) && follows) hasChanged(state, name)
  }
  // Meanwhile the other one was chosen: this one has to begin anew, as its standby.
  else await server.stop()
  return server
}

/** It may have ended before it was promoted. Resolves when it leads; false when it does not run any more. */
const enthrone = async (state: State, name: PairName): Promise<boolean> => {
  const { parts, ports, running, stopping } = state
  remember(state, name)
  while (!(await promote(urlOf(state, name)))) {
    if (stopping.aborted || !running.has(name)) return false
    await systemClock.sleep(lookMs)
  }
  parts.onLead(ports[name])
  return true
}

const hasChanged = (state: State, name: PairName): void => {
  state.changedMs = systemClock.mono()
  state.parts.log.warn({ event: 'primary-changed', process: name }, 'another database leads')
}

/** Asks the primary all the time: one that has ended or is silent is lost. */
const feel = async (state: State): Promise<void> => {
  const { running, pulses, stopping } = state
  for (;;) {
    await systemClock.sleep(lookMs, stopping)
    await state.change
    if (stopping.aborted) return
    const { primary } = state
    const pulse = pulses[primary]
    if (!running.has(primary)) await lose(state, primary, 'it has ended')
    else if (isDoubtful(pulse.look())) {
      const heardMs = await heardByStandby(urlOf(state, other(primary)))
      const isSilent = isUnheard(heardMs) && isDoubtful(pulse.look())
      if (isSilent) await lose(state, primary, 'it is silent')
    }
  }
}

/** A primary that lets nobody in is lost as well, however well it answers those who are in. */
const watchDoor = async (state: State): Promise<void> => {
  const { parts, stopping } = state
  for (;;) {
    await systemClock.sleep(doorMs, stopping)
    await state.change
    if (stopping.aborted) return
    const { primary } = state
    const isConfirmed = parts.following === 'synchronous'
    const confirmer = isConfirmed ? applicationName(other(primary)) : null
    const answer = await confirmBy(urlOf(state, primary), confirmer)
    state.silences = answer === 'ok' ? 0 : state.silences + 1
    if (state.silences >= silencesMax) await lose(state, primary, 'it lets nobody in')
  }
}

/** Its standby leads from now on; nothing happens while there is none, or when it does so already. */
const lose = async (state: State, lost: PairName, why: string): Promise<void> => {
  const { parts, primary, running } = state
  if (primary !== lost || !running.has(other(lost))) return
  state.silences = 0
  parts.log.error(
    { event: 'primary-lost', process: lost, why },
    'the primary is lost; its standby is promoted',
  )
  state.change = passOver(state, lost).catch((error: unknown) =>
    parts.log.error({ event: 'lead-not-passed', err: error }, 'no database leads'),
  )
  await state.change
}

const passOver = async (state: State, lost: PairName): Promise<void> => {
  const { parts } = state
  const heir = other(lost)
  // From here on the old one is started as a standby only.
  state.primary = heir
  parts.onLost()
  state.pulses[lost].close()
  // Ended for good first: one that only slept would wake up and take writes beside its heir.
  await stopProcesses(processesIn(clusterFolder(folderOf(state, lost))), [])
  // There is no way back: what was killed may not lead again. An heir that has ended leads when it is back.
  if (await enthrone(state, heir)) hasChanged(state, heir)
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
