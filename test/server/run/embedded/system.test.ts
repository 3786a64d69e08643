/** The supervisor as a whole, with real servers and roles that only hold connections. */
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { RecordedProcess } from '../../../../server/run/embedded/data-dir.ts'
import {
  identify,
  isAlive,
  signal,
  waitUntilGone,
} from '../../../../server/run/embedded/processes.ts'
import { noRoot, testUnless } from '../../../support/needs.ts'
import { startTestSystem, type TestSystem } from '../../../support/test-system-process.ts'

const homes: string[] = []
const newHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'mudstream-system-'))
  homes.push(home)
  chmodSync(home, 0o700)
  return home
}
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true })
})

const processesOf = (dataDir: string): RecordedProcess[] =>
  JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8'))

const named = (dataDir: string, name: string): RecordedProcess => {
  const found = processesOf(dataDir).find((one) => one.name === name)
  if (found === undefined) throw new Error(`${name} does not run`)
  return found
}

const stopped = async (system: TestSystem): Promise<void> => {
  system.child.kill('SIGTERM')
  expect(await system.ended).toEqual({ code: 0, signal: null })
}

const ended = (name: string): RegExp =>
  new RegExp(`"event":"process-ended","process":"${name}","code":null,"signal":"SIGKILL"`)
const endedAndReady = (name: string): RegExp =>
  new RegExp(`${ended(name).source}[\\s\\S]*"event":"process-ready","process":"${name}"`)

/** Which gateway process answers at this address; undefined while there is none. */
const answering = (http: string): Promise<string | undefined> =>
  fetch(http).then(
    (answer) => answer.text(),
    () => undefined,
  )

// PROMISE PROTOCOL 1: prints on standard output exactly one line
test('prints exactly one ready line, restarts what dies on its old port, leaves nothing', async () => {
  const dataDir = newHome()
  const system = startTestSystem({ MUD_DATA_DIR: dataDir, MUD_TICKS: '2' })
  const line = await system.ready
  const http = /^mudstream ready http=(http:\/\/127\.0\.0\.1:\d+) telnet=127\.0\.0\.1:\d+\n$/.exec(
    line,
  )?.[1]
  if (http === undefined) throw new Error(`Not a ready line: ${line}`)
  expect(system.err()).toContain(`${http}/owner-link`)
  const before = processesOf(dataDir)
  expect(before.map(({ name }) => name).sort()).toEqual([
    'NATS',
    'Postgres',
    'door',
    'gw1',
    't1',
    't2',
    'w1',
  ])

  signal(named(dataDir, 'gw1').pid, 'SIGKILL')
  await system.logged(ended('gw1'))
  signal(named(dataDir, 'NATS').pid, 'SIGKILL')
  signal(named(dataDir, 'Postgres').pid, 'SIGKILL')
  await system.logged(endedAndReady('NATS'))
  await system.logged(endedAndReady('Postgres'))
  await system.logged(endedAndReady('gw1'))
  expect(await answering(http)).toBe(String(named(dataDir, 'gw1').pid))

  const after = processesOf(dataDir)
  await stopped(system)
  expect([...before, ...after].filter(isAlive)).toEqual([])
  expect(system.out()).toBe(line)
  const order = [...system.err().matchAll(/"role":"(\w+)","msg":"role stopped"/g)]
  expect(order.map(([, role]) => role)).toEqual(['gateway', 'worker', 'tick', 'tick'])
  expect(existsSync(join(dataDir, 'lock.json'))).toBe(false)
})

test('refuses a second start, survives its own sudden death, and starts again', async () => {
  const dataDir = newHome()
  const system = startTestSystem({ MUD_DATA_DIR: dataDir })
  await system.ready
  const second = startTestSystem({ MUD_DATA_DIR: dataDir })
  expect((await second.ended).code).toBe(1)
  expect(second.err()).toContain(`already running on ${dataDir}: process ${system.child.pid}`)

  const orphans = processesOf(dataDir)
  system.child.kill('SIGKILL')
  const third = startTestSystem({ MUD_DATA_DIR: dataDir })
  await third.ready
  expect(orphans.filter(isAlive)).toEqual([])
  await stopped(third)
})

test('leaves no process behind when it is killed and nobody starts it again', async () => {
  const dataDir = newHome()
  const system = startTestSystem({ MUD_DATA_DIR: dataDir })
  await system.ready
  const all = processesOf(dataDir)
  expect(all).toHaveLength(6)
  system.child.kill('SIGKILL')
  expect(await waitUntilGone(all, 15_000)).toBe(true)
})

// PROMISE RUNBOOK: each further gateway listens for HTTP ten ports above the one before it
test('names the port that is taken and the setting that changes it', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  const system = startTestSystem({ MUD_DATA_DIR: newHome(), MUD_HTTP_PORT: port })
  expect((await system.ended).code).toBe(1)
  expect(system.err()).toContain(`Port ${port} is in use`)
  expect(system.err()).toContain('MUD_HTTP_PORT')
  const first = String(Number(port) - 10)
  const more = { MUD_DATA_DIR: newHome(), MUD_HTTP_PORT: first, MUD_GATEWAYS: '2' }
  const further = startTestSystem(more)
  expect((await further.ended).code).toBe(1)
  expect(further.err()).toContain(`Port ${port} is in use`)
  taken.close()
})

test('stops in order when it is told to while still starting', async () => {
  const dataDir = newHome()
  const system = startTestSystem({ MUD_DATA_DIR: dataDir })
  await system.logged(/starting the roles/)
  system.child.kill('SIGTERM')
  await system.ended
  expect(existsSync(join(dataDir, 'lock.json'))).toBe(false)
  expect(system.out()).toBe('')
})

test('a second signal ends at once what does not stop', async () => {
  const dataDir = newHome()
  const system = startTestSystem({ MUD_DATA_DIR: dataDir, NODE_HANGING_ROLE: 'gateway' })
  await system.ready
  const all = processesOf(dataDir)
  // Within its first second a repeated signal counts as the same one, so SIGTERM is repeated until
  // the process is gone rather than after a guessed time.
  const insisting = setInterval(() => system.child.kill('SIGTERM'), 200)
  const { code } = await system.ended
  clearInterval(insisting)
  expect(code).toBe(143)
  expect(system.err()).toContain('ending everything at once')
  expect(all.filter(isAlive)).toEqual([])
})

const ordinary = 65_534

testUnless(noRoot, 'runs for an ordinary user as well', async () => {
  const dataDir = newHome()
  chownSync(dataDir, ordinary, ordinary)
  const system = startTestSystem({ MUD_DATA_DIR: dataDir }, { uid: ordinary, gid: ordinary })
  await system.ready
  const supervisor = identify(system.child.pid ?? 0)
  expect(supervisor).toBeDefined()
  expect(processesOf(dataDir)).toHaveLength(6)
  await stopped(system)
})
