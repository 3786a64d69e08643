/** Refuses NATS servers that may lose what they have acknowledged. */
import { subjectsOf } from '../../../schema/subjects.ts'
import { systemClock } from '../ambient.ts'
import type { Config } from '../config.ts'
import type { Bus } from './bus.ts'
import { answers, type BusNode, monitorAddresses, readBusNodes } from './monitor.ts'

const answerMs = 2_000
const patienceMs = 10_000
const againMs = 500

/** What is wrong with the servers; waiting does not mend it. */
export class NotDurable extends Error {}

/**
 * Before streams are made: every server of the cluster has to tell that it loses nothing. Rejects with
 * words that name what to set, at once when one may lose something, after a while when one tells nothing.
 */
export async function assertDurableBus(bus: Bus, config: Config): Promise<void> {
  const lastMs = systemClock.mono() + patienceMs
  for (;;) {
    const nodes = await readDurableNodes(config)
    const unknown = ofOwnServer(bus, nodes) ?? ofWholeCluster(nodes.filter(answers))
    if (unknown === undefined) return
    if (systemClock.mono() > lastMs) throw new Error(unknown)
    await systemClock.sleep(againMs)
  }
}

/**
 * Before a role starts, while other servers of the cluster may be away. What cannot be found out yet comes
 * back in words.
 * @throws NotDurable when a server that answers may lose something
 */
export async function untoldByBus(bus: Bus, config: Config): Promise<string | undefined> {
  const nodes = await readDurableNodes(config)
  refuseFewCopies(nodes.filter(answers), config)
  return ofOwnServer(bus, nodes)
}

type Nodes = Awaited<ReturnType<typeof readBusNodes>>

async function readDurableNodes(config: Config): Promise<Nodes> {
  const nodes = await readBusNodes(monitorAddresses(config), answerMs)
  const loose = nodes.filter(answers).filter(({ sync }) => sync?.always === false)
  if (loose.length > 0) throw new NotDurable(looseWords(loose))
  return nodes
}

/** A stream that fewer servers hold than is set, because nobody has run set-up since, or somebody else changed it. */
function refuseFewCopies(nodes: readonly BusNode[], { world, natsReplicas }: Config): void {
  const ours: readonly string[] = Object.values(subjectsOf(world).streams)
  const few = nodes
    .flatMap(({ streams }) => streams)
    .find(({ name, config }) => ours.includes(name) && config.num_replicas < Number(natsReplicas))
  if (!few) return
  throw new NotDurable(
    `${few.name} is kept by ${few.config.num_replicas} of the NATS servers, and MUD_NATS_REPLICAS is ` +
      `${natsReplicas}: run \`mudstream setup\` with MUD_NATS_REPLICAS=${natsReplicas}, which raises it, or set what it is.`,
  )
}

/** Whether the server that we speak to tells anything at all; why not, in words. */
function ofOwnServer(bus: Bus, nodes: Nodes): string | undefined {
  const seen = nodes.filter(answers)
  const own = bus.server()
  if (seen.some(({ id }) => id === own.id)) return undefined
  const told = nodes.map((node) =>
    answers(node) ? `${node.address} is that of ${node.name}` : `${node.address}: ${node.why}`,
  )
  return `${asks} Nothing tells of ${own.name}, to which MUD_NATS_URL leads (${told.join('; ')}). ${hint}`
}

function ofWholeCluster(seen: readonly BusNode[]): string | undefined {
  const size = Math.max(...seen.map(({ clusterSize }) => clusterSize))
  if (new Set(seen.map(({ id }) => id)).size >= size) return undefined
  const names = seen.map(({ name }) => name).join(', ')
  return `${asks} Of the ${size} servers of the cluster only ${names} tell. ${hint}`
}

const asks = 'Whether NATS has what it acknowledges on disk stands on its monitoring pages only.'
const hint =
  'Open one on each server (http: "127.0.0.1:8222" in nats.conf) and name all of them, separated by commas, in MUD_NATS_MONITOR_URL.'

function looseWords(nodes: readonly BusNode[]): string {
  const which = nodes.map(
    ({ name, sync }) => `${name} syncs every ${(sync?.everyMs ?? 0) / 1_000} s`,
  )
  return (
    'NATS may lose what it has acknowledged, so nothing is stored there. It needs sync_interval: always ' +
    `in the jetstream block of nats.conf (${which.join(', ')}): set it, and start each server again.`
  )
}
