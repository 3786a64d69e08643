/**
 * Which role processes there are, and what each is told. A slot keeps its name over restarts, so that
 * a gateway that comes back is the same gateway to its sessions.
 */
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config, Environment } from '../../platform/config.ts'
import type { Listening, ProcessKind } from '../../platform/roles.ts'

/** One place for a role process. */
export type Slot = { readonly role: ProcessKind; readonly instance: string; readonly index: number }

/** Ports of further processes of one kind lie this far apart, so that HTTP and telnet never meet. */
const portStep = 10

/** The slots for a configuration: `gw1`, `gw2`, …, `t1`, …, `w1`, …, and `door` in front of the gateways. */
export const roleSlots = (config: Pick<Config, 'gateways' | 'ticks' | 'workers'>): Slot[] => {
  const slots = (role: ProcessKind, prefix: string, count: number): Slot[] =>
    Array.from({ length: count }, (_, index) => ({
      role,
      instance: `${prefix}${index + 1}`,
      index,
    }))
  return [
    ...slots('tick', 't', config.ticks),
    ...slots('worker', 'w', config.workers),
    ...slots('gateway', 'gw', config.gateways),
    ...(config.gateways > 0 ? [{ role: 'door', instance: 'door', index: 0 } as const] : []),
  ]
}

/** The ports of HTTP of all gateways, the first one's first; 0 is any free one. */
export const httpPorts = ({
  gateways,
  httpPort,
}: Pick<Config, 'gateways' | 'httpPort'>): number[] =>
  Array.from({ length: gateways }, (_, index) => (httpPort === 0 ? 0 : httpPort + index * portStep))

const portOf = (configured: number, { index }: Slot, real: Listening | undefined): string =>
  String(real?.port ?? (configured === 0 ? 0 : configured + index * portStep))

/** The longest path that a Unix socket may have everywhere, with some space left. */
const socketPathMax = 95

/** Where the door of a data folder has its socket; beside it when the folder's own path is too long. */
export const doorPath = (dataDir: string): string => {
  const inside = join(dataDir, 'door.sock')
  if (inside.length <= socketPathMax) return inside
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  return join(tmpdir(), `mudstream-${digest}.sock`)
}

/** The environment of a role process: ours, plus its addresses and its ports. */
export const roleEnvironment = (
  { config, env }: { readonly config: Config; readonly env: Environment },
  slot: Slot,
  real: { readonly http?: Listening; readonly telnet?: Listening },
  places: { readonly databaseUrl: string; readonly natsUrl: string; readonly door: string },
): Environment => {
  // The addresses replace whatever file named them for us.
  const { MUD_NATS_URL_FILE: _nats, MUD_DATABASE_URL_FILE: _database, ...inherited } = env
  return {
    ...inherited,
    MUD_DATABASE_URL: places.databaseUrl,
    MUD_NATS_URL: places.natsUrl,
    MUD_TELNET_DOOR: places.door,
    // A door knows no bus, so it would refuse to hear of a bus of several servers.
    ...(slot.role === 'door' ? { MUD_NATS_REPLICAS: undefined } : {}),
    MUD_HTTP_PORT: portOf(config.httpPort, slot, real.http),
    MUD_TELNET_PORT: portOf(config.telnetPort, slot, real.telnet),
    MUD_TELNET_TLS_PORT: portOf(config.telnetTlsPort, slot, undefined),
    MUD_METRICS_TICK_PORT: portOf(config.metricsTickPort, slot, undefined),
    MUD_METRICS_WORKER_PORT: portOf(config.metricsWorkerPort, slot, undefined),
  }
}
