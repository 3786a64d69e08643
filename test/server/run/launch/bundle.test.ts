/** The bundle that `npm start` runs: made from this checkout, and from a copy that changes. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import type { RecordedProcess } from '../../../../server/run/embedded/data-dir.ts'
import { guest } from '../../../e2e/player.ts'

const repository = fileURLToPath(new URL('../../../..', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'mudstream-bundle-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const launcherOf = (root: string): string => join(root, 'server/run/launch/launch.js')

/** What `start` would run from that checkout, and what was said about it. */
const programOf = async (root: string) => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    launcherOf(root),
    'program',
  ])
  return { program: stdout, said: stderr }
}

test('a change of the code on disk makes another bundle; without one the sources run', async () => {
  const copy = join(home, 'copy')
  for (const name of ['schema', 'handlers', 'server', 'workers', 'package-lock.json']) {
    cpSync(join(repository, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'))
  const first = await programOf(copy)
  expect(first).toEqual({ program: expect.stringMatching(/main\.mjs$/), said: '' })
  expect(await programOf(copy)).toEqual(first)
  utimesSync(join(copy, 'server/main.ts'), 1, 1)
  // Two starts at once make the same one.
  const [second, twin] = await Promise.all([programOf(copy), programOf(copy)])
  expect(twin).toEqual(second)
  expect(second.said).toBe('')
  expect(second.program).not.toBe(first.program)
  // What runs may still read the earlier one.
  expect(existsSync(first.program)).toBe(true)
  writeFileSync(join(copy, 'server/main.ts'), 'this is no program')
  const third = await programOf(copy)
  expect(third.program).toBe(join(copy, 'server/main.ts'))
  expect(third.said).toContain('running from the sources: ')
}, 240_000)

test('a stack trace names the sources, with their lines', async () => {
  const { program } = await programOf(repository)
  const role = spawn(process.execPath, [program, 'worker'], { env: {} })
  let log = ''
  role.stderr.on('data', (chunk) => {
    log += String(chunk)
  })
  await once(role, 'close')
  const [, line] =
    /requireUrls \(\S+\/server\/run\/supervise\/serve-role\.ts:(\d+):\d+\)/.exec(log) ?? []
  const source = readFileSync(join(repository, 'server/run/supervise/serve-role.ts'), 'utf8')
  expect(source.split('\n')[Number(line) - 1]).toContain('throw new Error(')
}, 240_000)

// PROMISE README: every role is replaced, one after another, with the code on disk.
test('npm start runs from the bundle, and SIGHUP goes on with the one of the code on disk', async () => {
  const dataDir = join(home, 'data')
  const env = {
    PATH: process.env['PATH'],
    MUD_DATA_DIR: dataDir,
    MUD_HTTP_PORT: '0',
    MUD_TELNET_PORT: '0',
    MUD_PROFILE: 'small',
  }
  const system = spawn(process.execPath, [launcherOf(repository), 'start'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  system.stderr.on('data', (chunk) => {
    log += String(chunk)
  })
  try {
    const [ready] = (await once(system.stdout, 'data')) as [Buffer]
    const http = /http=(\S+)/.exec(String(ready))?.[1] ?? ''
    const { program } = await programOf(repository)
    const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    const game = (): number =>
      (JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8')) as RecordedProcess[]).find(
        ({ name }) => name === 'game',
      )?.pid ?? 0
    // The launcher has become the system: nobody waits for it in between.
    expect(commandOf(system.pid ?? 0)).toContain(program)
    const before = game()
    expect(commandOf(before)).toContain(program)
    const player = await guest(http)
    await player.play('say from a bundle')
    system.kill('SIGHUP')
    await expect.poll(() => log, { timeout: 180_000 }).toContain('"event":"upgrade-done"')
    expect(game()).not.toBe(before)
    expect(commandOf(game())).toContain(program)
    player.drop()
  } finally {
    system.kill('SIGTERM')
    await once(system, 'exit')
  }
}, 240_000)
