/** The servers of the bus, and who of them leads each stream and consumer. */
import type { BusGroup, BusServer } from '../../../../schema/cluster.ts'
import type { Subjects } from '../../../../schema/subjects.ts'
import {
  answers,
  type BusNode,
  type GroupPage,
  readBusNodes,
  type SilentNode,
} from '../../../platform/bus/monitor.ts'

const answerMs = 1_000

export interface BusFacts {
  readonly servers: BusServer[]
  readonly groups: BusGroup[]
}

/** Asks every server; those that do not answer within a second are away. */
export async function readBusFacts(
  addresses: readonly string[],
  { streams }: Pick<Subjects, 'streams'>,
): Promise<BusFacts> {
  const pages = await readBusNodes(addresses, answerMs)
  const nodes = pages.filter(answers)
  const silent = pages.flatMap((page) => (answers(page) ? [] : page))
  const groups = Object.values(streams).flatMap((stream) => groupsOf(stream, nodes))
  return { servers: serversOf(nodes, silent), groups }
}

function serversOf(nodes: readonly BusNode[], silent: readonly SilentNode[]): BusServer[] {
  const leader = metaLeaderOf(nodes)
  const up = nodes.map(({ name, address, version, sync }) => ({
    name,
    address,
    trouble: null,
    version,
    syncs: sync ? sync.always : null,
    leads: name === leader,
  }))
  const known = new Set(nodes.map(({ name }) => name))
  const missing = [...new Set(nodes.flatMap(({ peers }) => peers))].filter(
    (name) => !known.has(name),
  )
  const away = silent.map(({ address, why }, index) => ({
    // Names stand on pages that do not answer: only one that is missed alone can be told by it.
    name: missing.length === 1 && silent.length === 1 ? (missing[index] ?? '') : '',
    address,
    trouble: why,
  }))
  const unnamed =
    silent.length > 0 ? [] : missing.map((name) => ({ name, address: '', trouble: notNamed }))
  const unknown = { version: '', syncs: null, leads: false }
  return [...up, ...[...away, ...unnamed].map((one) => ({ ...one, ...unknown }))].sort(byName)
}

const notNamed = 'MUD_NATS_MONITOR_URL does not name it'

/** A server that is cut off still believes in the leader that it knew last. */
function metaLeaderOf(nodes: readonly BusNode[]): string | undefined {
  const votes = nodes.flatMap(({ metaLeader }) => metaLeader ?? [])
  return votes.toSorted((a, b) => countOf(votes, b) - countOf(votes, a))[0]
}

const countOf = (words: readonly string[], word: string) =>
  words.filter((one) => one === word).length

function groupsOf(stream: string, nodes: readonly BusNode[]): BusGroup[] {
  const pages = nodes.flatMap(({ name, streams }) =>
    streams.filter((one) => one.name === stream).map((page) => ({ server: name, page })),
  )
  const own = ofLeader(pages.map(({ server, page }) => ({ server, ...page })))
  if (!own) return []
  const up = new Set(nodes.map(({ name }) => name))
  const consumers = pages.flatMap(({ server, page }) =>
    (page.consumer_detail ?? []).map((one) => ({ server, ...one })),
  )
  const names = [...new Set(consumers.map(({ name }) => name))].sort()
  return [
    { kind: 'stream', name: stream, of: '', waiting: own.state.messages, ...holders(own, up) },
    ...names.flatMap((name): BusGroup[] => {
      const one = ofLeader(consumers.filter((consumer) => consumer.name === name))
      if (!one) return []
      return [{ kind: 'consumer', name, of: stream, waiting: one.num_pending, ...holders(one, up) }]
    }),
  ]
}

interface Told {
  /** Whose page it stood on. */
  readonly server: string
  readonly cluster?: GroupPage | undefined
}

/** What the leader itself says: only it knows how far the others are. */
function ofLeader<T extends Told>(told: readonly T[]): T | undefined {
  return told.find(({ server, cluster }) => !cluster || cluster.leader === server) ?? told[0]
}

function holders(
  { server, cluster }: Told,
  up: ReadonlySet<string>,
): Pick<BusGroup, 'leader' | 'copies'> {
  // A server that stands alone leads everything it has.
  const leader = cluster ? cluster.leader : server
  const others = cluster?.replicas ?? []
  // Nobody lists itself, and nobody but the leader knows how far it is.
  const own = { name: server, current: leader !== undefined, lag: 0 }
  const first = { name: leader ?? server, current: leader !== undefined, lag: 0 }
  const copies = new Map([own, ...others, first].map((copy) => [copy.name, copy]))
  return {
    leader: leader !== undefined && up.has(leader) ? leader : null,
    copies: [...copies.values()]
      .map(({ name, current, lag }) => ({
        server: name,
        up: up.has(name),
        current: current && up.has(name),
        lag,
      }))
      .sort((a, b) => (a.server < b.server ? -1 : 1)),
  }
}

function byName(one: BusServer, other: BusServer): number {
  return `${one.name}${one.address}` < `${other.name}${other.address}` ? -1 : 1
}
