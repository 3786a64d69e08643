/** One registry of metrics per process, with Node's own figures in it. */
import { createServer } from 'node:http'
import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import { processCounts } from './process-counts.ts'
import type { Listening } from './roles.ts'

/** How often the delay of the event loop is looked at: every look wakes a process that sleeps. */
export const loopSampleMs = 20

/** A registry whose series all carry role and instance. */
export function openMetrics(role: string, instance: string): Registry {
  const registry = new Registry()
  registry.setDefaultLabels({ role, instance })
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: loopSampleMs })
  registerCount(registry, {
    name: 'mud_log_lines_dropped_total',
    help: 'Log lines dropped because nobody read the log.',
    read: () => processCounts.logLinesDropped,
  })
  registerCount(registry, {
    name: 'mud_unhandled_rejections_total',
    help: 'Promises that failed while nobody waited for them.',
    read: () => processCounts.unhandledRejections,
  })
  registerCount(registry, {
    name: 'mud_uncaught_exceptions_total',
    help: 'Times that an error nobody caught ended this process, as its supervisor counted.',
    read: () => processCounts.uncaughtExceptions,
  })
  registerCount(registry, {
    name: 'mud_bus_messages_dropped_total',
    help: 'Messages of the bus dropped because nobody could read or handle them.',
    read: () => processCounts.busMessagesDropped,
  })
  return registry
}

export interface Count {
  readonly name: string
  readonly help: string
  /** The count as it stands; called when the registry is scraped. */
  read(): number
}

/** A counter that something else keeps. */
export function registerCount(registry: Registry, { name, help, read }: Count): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset()
      this.inc(read())
    },
  })
}

export interface MetricsServer {
  readonly listening: Listening
  close(): Promise<void>
}

/** What a role without an HTTP server of its own answers on its metrics port. */
export async function serveMetrics(
  registry: Registry,
  at: Listening,
  health: () => { ready: boolean; body: unknown },
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0]
    if (path === '/metrics') {
      registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      )
      return
    }
    if (path === '/healthz') return void response.end('{"status":"ok"}')
    if (path === '/readyz') {
      const { ready, body } = health()
      return void response.writeHead(ready ? 200 : 503).end(JSON.stringify(body))
    }
    response.writeHead(404).end()
  })
  server.headersTimeout = 5_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : at.port
  return {
    listening: { host: at.host, port },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
