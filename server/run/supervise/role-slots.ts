/**
 * Which role processes there are, and what each is told. A slot keeps its name over restarts, so that
 * a gateway that comes back is the same gateway to its sessions.
 */
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config, Environment } from '../../platform/config.ts'
import type { Listening, ProcessKind, RoleName } from '../../platform/roles.ts'
import { ownEnvironment } from './own-environment.ts'

/** One place for a role process. */
export type Slot = { readonly role: ProcessKind; readonly instance: string; readonly index: number }

/** A door has no login anywhere, and a game only those of its roles. */
export const hasLogin = (slot: Slot): slot is Slot & { role: RoleName } =>
  slot.role !== 'door' && slot.role !== 'game'

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

/** The processes of a small machine: all roles in one, and the door, which outlives it. */
export const smallSlots = (slots: readonly Slot[]): Slot[] => [
  { role: 'game', instance: 'game', index: 0 },
  ...slots.filter(({ role }) => role === 'door'),
]

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

/**
 * Where a door of a data folder has its socket; beside it when the folder's own path is too long.
 * `successor`: how many doors came before it.
 */
export const doorPath = (dataDir: string, successor = 0): string => {
  const name = successor === 0 ? 'door' : `door-${successor}`
  const inside = join(dataDir, `${name}.sock`)
  if (inside.length <= socketPathMax) return inside
  const digest = createHash('sha256').update(inside).digest('hex').slice(0, 16)
  return join(tmpdir(), `mudstream-${digest}.sock`)
}

/** Where a role process finds its servers. */
export type Places = {
  readonly databaseUrl: string
  readonly natsUrl: string
  /** Monitoring pages of NATS, separated by commas. */
  readonly natsMonitorUrl: string
  readonly door: string
}

/** The environment of a role process: ours, plus its addresses and its ports. */
export const roleEnvironment = (
  { config, env }: { readonly config: Config; readonly env: Environment },
  slot: Slot,
  real: { readonly http?: Listening; readonly telnet?: Listening },
  places: Places,
): Environment => {
  // The addresses replace whatever file named them for us.
  const own = ownEnvironment(env, slot.role)
  const { MUD_NATS_URL_FILE: _nats, MUD_DATABASE_URL_FILE: _database, ...inherited } = own
  return {
    ...inherited,
    MUD_DATABASE_URL: places.databaseUrl,
    MUD_NATS_URL: places.natsUrl,
    MUD_NATS_MONITOR_URL: places.natsMonitorUrl,
    MUD_TELNET_DOOR: places.door,
    // Without the address of a bus, a bus of several servers would be refused.
    ...(hasLogin(slot) ? {} : { MUD_NATS_REPLICAS: undefined }),
    MUD_HTTP_PORT: portOf(config.httpPort, slot, real.http),
    MUD_TELNET_PORT: portOf(config.telnetPort, slot, real.telnet),
    MUD_TELNET_TLS_PORT: portOf(config.telnetTlsPort, slot, undefined),
    MUD_METRICS_GATEWAY_PORT: portOf(config.metricsGatewayPort, slot, undefined),
    MUD_METRICS_TICK_PORT: portOf(config.metricsTickPort, slot, undefined),
    MUD_METRICS_WORKER_PORT: portOf(config.metricsWorkerPort, slot, undefined),
  }
}
