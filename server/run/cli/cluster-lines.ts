/** Who leads what, for a terminal. */
import type { BusGroup, ClusterAnswer } from '../../../schema/cluster.ts'
import { systemClock } from '../../platform/ambient.ts'
import { standbyOwesMaxMs } from '../../platform/database-servers.ts'
import { tableLines } from './table-lines.ts'

/** The tables: servers of the bus, streams and consumers, database, shards, processes. */
export function clusterLines(cluster: ClusterAnswer): string[] {
  return [
    stillLine(cluster),
    '',
    ...tableLines([['NATS server', 'state', 'version', ''], ...cluster.servers.map(serverRow)]),
    '',
    ...tableLines([
      ['stream, consumer', 'leader', 'waiting', 'copies'],
      ...cluster.groups.map(groupRow),
    ]),
    '',
    ...tableLines([
      ['Postgres server', 'part', ''],
      ...cluster.databases.map(({ address, part, trouble, lagBytes, lagMs }) => [
        address,
        part,
        trouble ?? `answers${part === 'primary' ? '' : `, ${behind(lagBytes, lagMs)}`}`,
      ]),
      ...(cluster.databases.length === 1 && cluster.standbys.length === 0
        ? [['no standby follows']]
        : []),
      ...cluster.standbys.map(({ name, address, state, confirms, lagBytes, lagMs, owesMs }) => [
        `${name} ${address}`,
        `follows (${confirms})`,
        standsStill(owesMs)
          ? `no answer for ${((owesMs ?? 0) / 1_000).toFixed(1)} s`
          : `${state}${state === 'streaming' ? `, ${behind(lagBytes, lagMs)}` : ''}`,
      ]),
    ]),
    '',
    ...tableLines([
      ['shard', 'leader', 'epoch', 'timeline', 'tick', 'applied', 'last commit'],
      ...cluster.shards.map(({ shard, leader, epoch, timeline, tick, tickAtMs, ...lead }) => [
        String(shard),
        leader ?? 'nobody',
        String(epoch),
        String(timeline),
        String(tick),
        lead.applied === null ? '' : `${lead.applied} of ${lead.stored}`,
        `${ago(systemClock.now() - tickAtMs)}${lead.stuck === null ? '' : `, ${lead.stuck} stands still`}`,
      ]),
    ]),
    '',
    ...tableLines([
      ['process', 'role', ''],
      ...cluster.processes.map(({ instance, role, leads, silentMs }) => [
        instance,
        role,
        `${leads ? 'leads, ' : ''}last heard ${ago(silentMs)}`,
      ]),
    ]),
  ]
}

const standsStill = (owesMs: number | null): boolean => (owesMs ?? 0) > standbyOwesMaxMs

/** Which servers owe an answer, before everything else. */
function stillLine({ servers, databases, standbys }: ClusterAnswer): string {
  const still = [
    ...servers
      .filter(({ trouble }) => trouble !== null)
      .map(({ name, address }) => `NATS server ${name || address}`),
    ...databases
      .filter(({ trouble }) => trouble !== null)
      .map(({ address }) => `Postgres server ${address}`),
    ...standbys
      .filter(({ owesMs }) => standsStill(owesMs))
      .map(({ name }) => `Postgres standby ${name}`),
  ]
  return still.length === 0 ? 'Every server answers.' : `Not well: ${still.join(', ')}.`
}

type Server = ClusterAnswer['servers'][number]

function serverRow({ name, address, trouble, version, syncs, leads }: Server): string[] {
  const state = trouble === null ? 'answers' : 'away'
  const sync = syncs === false ? 'does not sync every message' : ''
  const words = [
    leads ? 'meta leader' : '',
    sync,
    trouble === null ? '' : `${trouble} (${address})`,
  ]
  return [name || '?', state, version, words.filter(Boolean).join(', ')]
}

function groupRow({ kind, name, leader, waiting, copies }: BusGroup): string[] {
  const held = copies.map((copy) => {
    if (!copy.up) return `${copy.server} away`
    if (!copy.current) return `${copy.server} behind by ${copy.lag}`
    return copy.server
  })
  const title = kind === 'stream' ? name : `  ${name}`
  return [title, leader ?? 'nobody', String(waiting), held.join(', ')]
}

function behind(bytes: number | null, ms: number | null): string {
  if (bytes === null) return 'nobody knows how far behind'
  return bytes === 0
    ? 'behind by nothing'
    : `behind by ${bytes} bytes${ms === null ? '' : `, ${ago(ms)}`}`
}

const ago = (ms: number): string => `${(Math.max(0, ms) / 1_000).toFixed(1)} s ago`
