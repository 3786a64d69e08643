/**
 * What a role does while Postgres or NATS is not there: it waits, says once what it waits for, answers
 * probes that it is not ready, and goes on when they come.
 */
import { createServer, type Server } from 'node:http'
import { subjectsOf } from '../../../schema/subjects.ts'
import { systemClock } from '../../platform/ambient.ts'
import { NotDurable, untoldByBus } from '../../platform/bus/durability.ts'
import { logBroken, openBus } from '../../platform/bus/nats-bus.ts'
import { isMissing } from '../../platform/bus/settle.ts'
import type { Config } from '../../platform/config.ts'
import { openDatabase } from '../../platform/database.ts'
import { classifyError } from '../../platform/errors.ts'
import type { Listening, RoleName, RoleParts } from '../../platform/roles.ts'
import { whatIsWrong } from '../../platform/trouble.ts'

type Service = 'nats' | 'postgres'
/** `ok`, or why the service cannot be used. */
type Checks = Readonly<Record<Service, string>>

const againMs = 500
const patienceMs = 3_000

/**
 * Resolves once both answer and are set up. Rejects when the role's port is taken, and when NATS may lose
 * what it acknowledges.
 */
export async function awaitServices(role: RoleName, parts: RoleParts): Promise<void> {
  const { log } = parts
  const said = new Map<Service, string>()
  let checks = await tryServices(parts)
  if (isReady(checks)) return
  const server = await serveProbes(portOf(role, parts.config), () => checks)
  try {
    while (!isReady(checks)) {
      for (const [service, why] of Object.entries(checks) as [Service, string][]) {
        if (why === 'ok' || said.get(service) === why) continue
        said.set(service, why)
        log.warn({ event: 'service-awaited', service, why }, 'waiting for a service')
      }
      await systemClock.sleep(againMs)
      checks = await tryServices(parts)
    }
  } finally {
    await closed(server)
  }
  log.info({ event: 'services-there' }, 'every service answers')
}

const isReady = (checks: Checks): boolean => Object.values(checks).every((why) => why === 'ok')

async function tryServices(parts: RoleParts): Promise<Checks> {
  const [nats, postgres] = await Promise.all([
    outcomeOf(tryNats(parts)),
    outcomeOf(tryStore(parts)),
  ])
  return { nats, postgres }
}

async function outcomeOf(trying: Promise<string>): Promise<string> {
  return trying.catch((error: unknown) => {
    if (error instanceof NotDurable) throw error
    return wordsOf(error)
  })
}

const wordsOf = (error: unknown): string => `waits for it: ${whatIsWrong(error)}`

const notSetUp = 'waits for it: it is not set up yet (mudstream setup)'

async function tryNats({ natsUrl: url, config, instance, log }: RoleParts): Promise<string> {
  const name = `mudstream-${instance}`
  const bus = await openBus({ url, name, onBroken: logBroken(log), waits: false })
  try {
    const { commands } = subjectsOf(config.world).streams
    await bus.streams.state(commands)
    return (await untoldByBus(bus, config)) ?? 'ok'
  } catch (error) {
    if (isMissing(error)) return notSetUp
    throw error
  } finally {
    await bus.close()
  }
}

async function tryStore({ databaseUrl, instance }: RoleParts): Promise<string> {
  const db = openDatabase(databaseUrl, `mudstream-${instance}`, 1)
  const asked = db.selectFrom('shards').select('shard').limit(1).execute()
  const late = systemClock.sleep(patienceMs).then(() => 'waits for it: it does not answer')
  try {
    return await Promise.race([asked.then(() => 'ok'), late])
  } catch (error) {
    // The table is not there.
    return classifyError(error).code === '42P01' ? notSetUp : wordsOf(error)
  } finally {
    // What still waits for an answer is given up beside everything else.
    void db.destroy().catch(() => undefined)
  }
}

/** The same port as later, so that whoever asks need not look elsewhere. */
function portOf(role: RoleName, config: Config): Listening {
  const { httpHost, httpPort, metricsHost, metricsTickPort, metricsWorkerPort } = config
  if (role === 'gateway') return { host: httpHost, port: httpPort }
  return { host: metricsHost, port: role === 'tick' ? metricsTickPort : metricsWorkerPort }
}

async function serveProbes({ host, port }: Listening, checks: () => Checks): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    const path = url.split('?')[0]
    response.setHeader('content-type', 'application/json')
    if (path === '/healthz') return void response.end('{"status":"ok"}')
    response.writeHead(503, { 'retry-after': '1' })
    response.end(JSON.stringify({ status: 'not ready', checks: checks() }))
  })
  server.headersTimeout = 5_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return server
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
