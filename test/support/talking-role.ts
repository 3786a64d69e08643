/**
 * A role that needs no servers and does what it is asked over HTTP: `/log/N` writes N lines to the log,
 * `/throw` and `/reject` fail where nobody catches, `/metrics` tells the figures of every role.
 */
import { createServer } from 'node:http'
import { openMetrics } from '../../server/platform/metrics.ts'
import type { RunRole } from '../../server/platform/roles.ts'
import { serveRole } from '../../server/run/supervise/serve-role.ts'

const filling = 'x'.repeat(200)

const runTalking: RunRole = async ({ log, instance }) => {
  const registry = openMetrics('tick', instance)
  const server = createServer(async (request, response) => {
    const [, what, count] = (request.url ?? '').split('/')
    if (what === 'log') {
      for (let line = 1; line <= Number(count); line += 1) log.info({ line, filling }, 'talking')
    }
    if (what === 'throw') {
      setImmediate(() => {
        throw new Error('nobody catches this')
      })
    }
    if (what === 'reject') void Promise.reject(new Error('nobody waits for this'))
    response.end(what === 'metrics' ? await registry.metrics() : 'done')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  return {
    http: { host: '127.0.0.1', port },
    async stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

await serveRole('tick', 't1', async () => runTalking)
