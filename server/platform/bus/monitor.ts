/**
 * What NATS servers tell of themselves on their monitoring pages (`http` in nats.conf): whether what
 * they acknowledge is on disk, and who leads what. A login of the bus can ask for neither.
 */
import { z } from 'zod'
import type { Config } from '../config.ts'
import { coerceError } from '../errors.ts'
import { whatIsWrong } from '../trouble.ts'

const usualPort = 8_222

/** The servers that hold a stream or a consumer together, as one of them says. */
const group = z.object({
  leader: z.string().optional(),
  replicas: z
    .array(z.object({ name: z.string(), current: z.boolean(), lag: z.int().default(0) }))
    .default([]),
})
export type GroupPage = z.infer<typeof group>

const consumerDetail = z.object({
  name: z.string(),
  num_pending: z.int().default(0),
  cluster: group.optional(),
})

const streamDetail = z.object({
  name: z.string(),
  state: z.object({ messages: z.int() }),
  cluster: group.optional(),
  config: z.object({ num_replicas: z.int() }),
  consumer_detail: z.array(consumerDetail).nullish(),
})

const jetStreamPage = z.object({
  meta_cluster: group.extend({ cluster_size: z.int() }).optional(),
  account_details: z.array(z.object({ stream_detail: z.array(streamDetail).nullish() })).nullish(),
})

const serverPage = z.object({
  server_id: z.string(),
  server_name: z.string(),
  version: z.string(),
  jetstream: z
    .object({
      config: z
        .object({ sync_always: z.boolean().default(false), sync_interval: z.number().default(0) })
        .optional(),
    })
    .default({}),
})

/** A server that answers. */
export interface BusNode {
  readonly address: string
  readonly id: string
  readonly name: string
  readonly version: string
  /** How it brings to disk what it acknowledges; undefined where it keeps no streams. */
  readonly sync: { readonly always: boolean; readonly everyMs: number } | undefined
  /** Servers of its cluster that keep streams, itself among them. */
  readonly clusterSize: number
  /** Who it says leads the cluster. */
  readonly metaLeader: string | undefined
  /** The other servers of its cluster, as far as it tells. */
  readonly peers: readonly string[]
  readonly streams: readonly z.infer<typeof streamDetail>[]
}

/** A server that does not, and why. */
export interface SilentNode {
  readonly address: string
  readonly why: string
}

export const answers = (node: BusNode | SilentNode): node is BusNode => 'id' in node

/** Where the pages are: as set, or at the usual port of each server of the bus. */
export function monitorAddresses(config: Pick<Config, 'natsUrl' | 'natsMonitorUrl'>): string[] {
  if (config.natsMonitorUrl.length > 0) return [...config.natsMonitorUrl]
  const servers = config.natsUrl?.split(',') ?? []
  return servers.map((one) => `http://${new URL(one.trim()).hostname}:${usualPort}`)
}

const nsPerMs = 1_000_000

/** Asks every server at once; each has so long to answer. */
export function readBusNodes(
  addresses: readonly string[],
  withinMs: number,
): Promise<(BusNode | SilentNode)[]> {
  return Promise.all(
    addresses.map(async (address) => {
      try {
        return await readNode(address, AbortSignal.timeout(withinMs))
      } catch (error) {
        return { address, why: wordsOf(coerceError(error)) }
      }
    }),
  )
}

async function readNode(address: string, signal: AbortSignal): Promise<BusNode> {
  const [server, jetStream] = await Promise.all([
    page(`${address}/varz`, serverPage, signal),
    page(
      `${address}/jsz?accounts=true&streams=true&consumers=true&config=true`,
      jetStreamPage,
      signal,
    ),
  ])
  const { config } = server.jetstream
  return {
    address,
    id: server.server_id,
    name: server.server_name,
    version: server.version,
    sync: config && { always: config.sync_always, everyMs: config.sync_interval / nsPerMs },
    clusterSize: jetStream.meta_cluster?.cluster_size ?? 1,
    metaLeader: jetStream.meta_cluster?.leader,
    peers: peersOf(jetStream),
    streams: (jetStream.account_details ?? []).flatMap(({ stream_detail: all }) => all ?? []),
  }
}

/** Whoever holds something together with it, or follows it as the meta leader. */
function peersOf({ meta_cluster: meta, account_details: accounts }: z.infer<typeof jetStreamPage>) {
  const streams = (accounts ?? []).flatMap(({ stream_detail: all }) => all ?? [])
  const groups = [meta, ...streams.map(({ cluster }) => cluster)]
  return groups.flatMap((one) => (one?.replicas ?? []).map(({ name }) => name))
}

async function page<T>(url: string, shape: z.ZodType<T>, signal: AbortSignal): Promise<T> {
  const answer = await fetch(url, { signal })
  if (!answer.ok) throw new Error(`it answers ${answer.status}`)
  return shape.parse(await answer.json())
}

function wordsOf(error: Error): string {
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 'it is no page of NATS'
  return whatIsWrong(error)
}
