/** Servers and roles: who leads what, and who follows how closely. */
import type { BusGroup, ClusterAnswer } from '../../../schema/cluster.ts'
import { mib, span } from './format.ts'
import { cluster } from './store.ts'
import { Table } from './table.tsx'

export function Cluster() {
  const now = cluster.value
  return (
    <section class="panel wide cluster" aria-labelledby="cluster">
      <h2 id="cluster">Cluster: who leads what</h2>
      {now && (
        <div class="columns">
          <div>
            <Leaders {...now} />
            <Bus {...now} />
            <Databases {...now} />
          </div>
          <Groups {...now} />
        </div>
      )}
    </section>
  )
}

function Bus({ servers }: ClusterAnswer) {
  return (
    <Table heads={['NATS server', 'state', 'version']}>
      {servers.map(({ name, address, trouble, version, syncs, leads }) => (
        <tr key={address || name}>
          <th scope="row">
            {name || address}
            {leads && <small> meta leader</small>}
          </th>
          <td class={trouble === null ? 'good' : 'bad'}>
            {trouble === null ? 'up' : `away: ${trouble}`}
            {syncs === false && <b class="bad"> loses at a power loss (sync_interval)</b>}
          </td>
          <td>{version}</td>
        </tr>
      ))}
    </Table>
  )
}

function Groups({ groups }: ClusterAnswer) {
  return (
    <Table heads={['stream, consumer', 'leader', 'waiting', 'copies']}>
      {groups.map(({ kind, name, of, leader, waiting, copies }) => (
        <tr key={`${of}/${name}`} class={kind}>
          <th scope="row">{name}</th>
          <td class={leader === null ? 'bad' : ''}>{leader ?? 'nobody'}</td>
          <td>{waiting}</td>
          <td>
            {copies.map((copy) => (
              <span key={copy.server} class={copy.up && copy.current ? 'copy' : 'copy bad'}>
                {copy.server} {stateOf(copy)}
              </span>
            ))}
          </td>
        </tr>
      ))}
    </Table>
  )
}

function stateOf({ up, current, lag }: BusGroup['copies'][number]): string {
  if (!up) return 'away'
  return current ? '' : `${lag} behind`
}

/** Answers take milliseconds. */
const isSilent = (owesMs: number | null) => (owesMs ?? 0) > 1_000

function Databases({ databases, standbys }: ClusterAnswer) {
  return (
    <Table heads={['Postgres server', 'part', 'behind']}>
      {databases.map(({ address, part, trouble, lagBytes, lagMs }) => (
        <tr key={address}>
          <th scope="row">{address}</th>
          <td class={part === 'away' ? 'bad' : 'good'}>{part}</td>
          <td>{trouble ?? (part === 'standby' ? behind(lagBytes, lagMs) : '')}</td>
        </tr>
      ))}
      {databases.length === 1 && standbys.length === 0 && (
        <tr>
          <td colSpan={3}>no standby follows</td>
        </tr>
      )}
      {standbys.map(({ name, address, state, confirms, lagBytes, lagMs, owesMs }) => (
        <tr key={`${name}/${address}`}>
          <th scope="row">
            {name} <small>{address}</small>
          </th>
          <td>follows, {followers[confirms] ?? confirms}</td>
          <td class={state === 'streaming' && !isSilent(owesMs) ? '' : 'bad'}>
            {isSilent(owesMs)
              ? `no answer for ${((owesMs ?? 0) / 1_000).toFixed(1)} s`
              : state === 'streaming'
                ? behind(lagBytes, lagMs)
                : state}
          </td>
        </tr>
      ))}
    </Table>
  )
}

const followers: Readonly<Record<string, string>> = {
  sync: 'commits wait for it',
  quorum: 'commits wait for some',
  potential: 'next to be waited for',
  async: 'commits do not wait',
}

function behind(bytes: number | null, ms: number | null): string {
  if (bytes === null) return 'unknown'
  if (bytes === 0) return 'nothing'
  const amount = bytes < 1_048_576 ? `${bytes} bytes` : mib(bytes)
  return ms === null ? amount : `${amount}, ${span(ms)}`
}

/** A process speaks each second; one that has missed two is worth a look. */
const lateMs = 2_500

function Leaders({ shards, processes }: ClusterAnswer) {
  return (
    <Table heads={['shard, process', 'state', 'progress']}>
      {shards.map(({ shard, leader, epoch, timeline, tick, stuck, applied, stored }) => (
        <tr key={shard}>
          <th scope="row">shard {shard}</th>
          <td class={leader === null ? 'bad' : 'good'}>
            {leader === null ? 'nobody leads' : `led by ${leader}, epoch ${epoch}`}
          </td>
          <td class={stuck === null ? '' : 'bad'}>
            {stuck === null ? '' : `${stuck} stands still; `}
            tick {tick} of timeline {timeline}
            {applied !== null && `; ${applied} of ${stored} applied`}
          </td>
        </tr>
      ))}
      {processes.map(({ instance, role, leads, silentMs }) => (
        <tr key={instance}>
          <th scope="row">{instance}</th>
          <td>
            {role}
            {leads && ', leads'}
          </td>
          <td class={silentMs > lateMs ? 'bad' : ''}>heard {span(silentMs)} ago</td>
        </tr>
      ))}
    </Table>
  )
}
