/**
 * A program with the same subcommands as Mudstream's, whose roles do nothing but hold a connection to
 * each server, so that the supervisor can be tried without a game.
 */
import { createServer } from 'node:http'
import { connect } from 'nats'
import pg from 'pg'
import { readNatsAddress } from '../../server/platform/bus/nats-address.ts'
import type { RoleName, RunRole } from '../../server/platform/roles.ts'
import { serveGame } from '../../server/run/supervise/serve-game.ts'
import { serveDoor, serveRole } from '../../server/run/supervise/serve-role.ts'

const holding =
  (role: RoleName): RunRole =>
  async ({ config, natsUrl, databaseUrl, log }) => {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, idleTimeoutMillis: 0 })
    pool.on('error', (error) => log.warn({ err: error }, 'the database is away'))
    await pool.query('select 1')
    const bus = await connect({ ...readNatsAddress(natsUrl), maxReconnectAttempts: -1 })
    const server = createServer((_, response) => response.end(String(process.pid)))
    const isGateway = role === 'gateway'
    const port = isGateway ? config.httpPort : 0
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
    const address = server.address()
    const real = typeof address === 'object' && address !== null ? address.port : 0
    const listening = { host: '127.0.0.1', port: real }
    return {
      ...(isGateway ? { http: listening } : {}),
      stop: async () => {
        // A test can ask for one kind of role that never gets done with stopping.
        if (process.env['NODE_HANGING_ROLE'] === role) await new Promise(() => undefined)
        server.closeAllConnections()
        server.close()
        await bus.drain()
        await pool.end()
        log.info({ role }, 'role stopped')
      },
    }
  }

const [, , kind, , name] = process.argv
if (kind === 'setup') {
  // There is nothing to set up before an upgrade.
  process.send?.({}, () => process.disconnect())
} else if (kind === 'door') {
  await serveDoor(name, async () => (await import('../../server/roles/door.ts')).runDoor)
} else if (kind === 'game') {
  await serveGame(async (role) => holding(role))
} else await serveRole(kind as RoleName, name, async () => holding(kind as RoleName))
