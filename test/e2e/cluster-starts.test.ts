/** `npm run cluster` is started, ended by Ctrl-C at any time, and started again on its data. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { RecordedProcess } from '../../server/run/embedded/data-dir.ts'
import { isAlive } from '../../server/run/embedded/processes.ts'
import { chaosWorld, until } from '../chaos/whole-system.ts'
import { mudstream as main } from '../support/program.ts'

const home = mkdtempSync(join(tmpdir(), 'mudstream-starts-'))
const dataDir = join(home, 'cluster')
const running: ChildProcess[] = []
afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  rmSync(home, { recursive: true, force: true })
})

function start() {
  const child = spawn(process.execPath, [main, 'cluster'], {
    env: {
      PATH: process.env['PATH'],
      MUD_DATA_DIR: home,
      MUD_HTTP_PORT: '0',
      MUD_TELNET_PORT: '0',
      MUD_POSTGRES_SHARED_BUFFERS_MB: '64',
      MUD_NATS_STORE_MAX_GB: '4',
      MUD_WORLD_DIR: chaosWorld,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    said.out += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    said.err += String(chunk)
  })
  const ready = () =>
    until(
      'the cluster to be ready',
      () => said.out,
      (out) => out.includes('\n'),
      150_000,
    )
  /** Ctrl-C; its code, and what of it still runs. */
  const interrupt = async () => {
    const all = recorded()
    child.kill('SIGINT')
    const [code] = (await once(child, 'exit')) as [number | null]
    return { code, left: all.filter(isAlive).map(({ name }) => name) }
  }
  return { said, ready, interrupt }
}

const recorded = (): RecordedProcess[] =>
  existsSync(join(dataDir, 'processes.json'))
    ? (JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8')) as RecordedProcess[])
    : []

const gateway = (line: string): string => /http=([^, ]+)/.exec(line)?.[1] ?? ''

const post = (url: string, body: object): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

// PROMISE PROTOCOL 6.5: prints, when all is ready and not before, exactly one line
// PROMISE RUNBOOK: Ctrl-C ends all of it in order; the next start goes on with the same data
test('leaves nothing behind, neither when it runs nor while it starts, and goes on with its data', async () => {
  const person = { name: 'Nella', password: 'a lantern in the fog' }
  const halfway = start()
  await until('some servers to run', recorded, (all) => all.length >= 3, 60_000)
  expect((await halfway.interrupt()).left).toEqual([])
  expect(recorded()).toEqual([])
  expect(halfway.said.out).toBe('')

  const first = start()
  const made = await post(`${gateway(await first.ready())}/v1/accounts`, person)
  expect(made.status).toBe(201)
  await until(
    'the leaders to be told',
    () => first.said.err,
    (said) =>
      /^leads the world: t[12], Postgres: postgres-1, NATS: nats-[123], COMMANDS_main: nats-/m.test(
        said,
      ),
  )
  expect(await first.interrupt()).toEqual({ code: 0, left: [] })
  expect(existsSync(join(dataDir, 'addresses.json'))).toBe(false)

  const second = start()
  const again = await post(`${gateway(await second.ready())}/v1/sessions`, person)
  expect(again.status).toBe(201)
  expect(await second.interrupt()).toEqual({ code: 0, left: [] })
}, 400_000)
