/** The gateway's metrics. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export interface GatewayGauges {
  readonly sockets: () => number
  readonly sessions: () => number
  /** Commands that wait for a publish. */
  readonly waiting: () => number
  /** Workers heard of in the last seconds. */
  readonly workers: () => number
}

export type GatewayMetrics = ReturnType<typeof createGatewayMetrics>

/** Adds the gauges; they are read whenever the metrics are asked for. */
export function addGatewayGauges(registry: Registry, figures: GatewayGauges): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  gauge('mud_gateway_sockets', 'Open WebSockets.', figures.sockets)
  gauge('mud_gateway_sessions', 'Sessions this gateway serves.', figures.sessions)
  gauge(
    'mud_workers_alive',
    'Workers that were heard of in the last five seconds.',
    figures.workers,
  )
  gauge('mud_gateway_commands_waiting', 'Commands that wait for a publish.', figures.waiting)
}

/** Why most connections are refused or cut off. */
const dropReasons = [
  'bad-frames',
  'connections',
  'connections-per-address',
  'heartbeat',
  'host',
  'origin',
  'slow-reader',
  'stopping',
]

/** Counts what happens to the gateway. */
export function createGatewayMetrics(registry: Registry) {
  const registers = [registry]
  const drops = new Counter({
    name: 'mud_gateway_drops_total',
    help: 'Connections refused or cut off, by reason.',
    labelNames: ['reason'],
    registers,
  })
  // A series that begins with its first increase hides that increase from whoever asks for a rate.
  for (const reason of dropReasons) drops.inc({ reason }, 0)
  const repairs = new Counter({
    name: 'mud_gateway_repaired_ticks_total',
    help: 'Ticks whose outputs were read from the store because the bus had lost them.',
    registers,
  })
  const trouble = new Counter({
    name: 'mud_gateway_trouble_total',
    help: 'Failures of bus or store the gateway met, by place.',
    labelNames: ['where'],
    registers,
  })
  const publish = new Histogram({
    name: 'mud_gateway_publish_duration_seconds',
    help: 'Time from a command to the stream’s acknowledgement.',
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  })
  const signIns = new Counter({
    name: 'mud_gateway_sign_ins_total',
    help: 'Tries to come in, by means and outcome.',
    labelNames: ['means', 'outcome'],
    registers,
  })
  const changes = new Counter({
    name: 'mud_gateway_account_changes_total',
    help: 'Sign-outs, bans, roles and passwords that were changed, by kind.',
    labelNames: ['change'],
    registers,
  })
  return {
    signIn: (means: string, outcome: string) => signIns.inc({ means, outcome }),
    accountChange: (change: string) => changes.inc({ change }),
    dropped: (reason: string) => drops.inc({ reason }),
    repaired: (ticks: number) => repairs.inc(ticks),
    trouble: (where: string) => trouble.inc({ where }),
    published: (durationMs: number) => publish.observe(durationMs / 1_000),
  }
}
