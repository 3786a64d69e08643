/**
 * A role of Mudstream in a world of bad links and wrong clocks. Before the program itself is loaded,
 * the addresses of its servers are turned to the proxies that `NODE_CHAOS_LINKS` names, and its wall clock
 * is made to differ from the machine's by what stands in the file `clock-<instance>` of the data
 * folder, in milliseconds. Time that only grows is left alone, as a set clock leaves it alone.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const pollMs = 50
const instance = process.argv[process.argv.indexOf('--instance') + 1] ?? ''
const { env } = process

const ports = JSON.parse(env['NODE_CHAOS_LINKS'] ?? '{}') as Record<string, number>
for (const [setting, server] of [
  ['MUD_NATS_URL', 'nats'],
  ['MUD_DATABASE_URL', 'postgres'],
] as const) {
  const port = ports[`${instance}-${server}`]
  const address = env[setting]
  if (port === undefined || address === undefined) continue
  const url = new URL(address)
  url.port = String(port)
  env[setting] = url.href
}

const clockFile = join(env['MUD_DATA_DIR'] ?? '', `clock-${instance}`)
let aheadMs = 0
const readClock = (): void => {
  try {
    aheadMs = Number(readFileSync(clockFile, 'utf8')) || 0
  } catch {
    // Weather: nobody has touched this clock.
    aheadMs = 0
  }
}
readClock()
setInterval(readClock, pollMs).unref()

const RealDate = Date
const now = (): number => RealDate.now() + aheadMs
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: unknown[]) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given) as Date,
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
})

await import('../../server/main.ts')
