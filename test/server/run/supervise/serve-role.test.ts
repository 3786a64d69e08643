/** What every role process keeps, seen from outside: a log nobody reads, and errors nobody catches. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, createReadStream, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { RoleMessage } from '../../../../server/platform/roles.ts'
import { exitCodeOfBug } from '../../../../server/platform/uncaught.ts'
import { startRoleProcess } from '../../../../server/run/supervise/role-process.ts'

const program = fileURLToPath(new URL('../../../support/talking-role.ts', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'mudstream-roles-'))
const children: ChildProcess[] = []
// A role that hangs must not outlive the test that found it.
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

interface Role {
  readonly child: ChildProcess
  /** Asks the role something over HTTP. Rejects when it does not answer within ten seconds. */
  ask(what: string): Promise<string>
  /** The lines of its log, read from now on. */
  lines(): AsyncIterable<Readonly<Record<string, unknown>>>
  end(): Promise<void>
}

async function startRole(stderr: number | 'pipe', log: (child: ChildProcess) => Readable) {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
    env: {
      PATH: process.env['PATH'],
      MUD_NATS_URL: 'nats://127.0.0.1:1',
      MUD_DATABASE_URL: 'postgres://127.0.0.1:1/none',
    },
  })
  children.push(child)
  const ended = once(child, 'exit')
  const [message] = (await once(child, 'message')) as [RoleMessage]
  if (message.type !== 'ready') throw new Error(JSON.stringify(message))
  const port = message.http?.port
  const role: Role = {
    child,
    async ask(what) {
      const signal = AbortSignal.timeout(10_000)
      return (await fetch(`http://127.0.0.1:${port}/${what}`, { signal })).text()
    },
    async *lines() {
      for await (const line of createInterface({ input: log(child) })) yield JSON.parse(line)
    },
    async end() {
      child.kill('SIGTERM')
      await ended
    },
  }
  return role
}

/** Its log goes to a socket, as under a supervisor that is a program. */
const onSocket = (): Promise<Role> =>
  startRole('pipe', ({ stderr }) => {
    if (!stderr) throw new Error('the role has no log')
    return stderr
  })

let pipes = 0

/** Its log goes to a pipe, as in a shell. */
async function onPipe(): Promise<Role> {
  pipes += 1
  const path = join(home, `log-${pipes}`)
  spawnSync('/bin/sh', ['-c', 'mkfifo "$0"', path])
  const fd = openSync(path, constants.O_RDWR)
  const role = await startRole(fd, () => createReadStream(path))
  closeSync(fd)
  return role
}

const starts = [
  ['a socket', onSocket],
  ['a pipe', onPipe],
] as const

describe.each(starts)('a role whose log is %s', (_what, start) => {
  it('goes on when nobody reads it, and says afterwards how many lines it dropped', async () => {
    const role = await start()
    const talked = 20_000
    await role.ask(`log/${talked}`)
    // More than any buffer holds is written by now, and the role still answers.
    const metrics = await role.ask('metrics')
    const dropped = Number(/^mud_log_lines_dropped_total\{.*\} (\d+)$/m.exec(metrics)?.[1])
    expect(dropped).toBeGreaterThan(10_000)
    const numbers: unknown[] = []
    for await (const { event, line, lines } of role.lines()) {
      if (line !== undefined) numbers.push(line)
      if (event !== 'log-lines-dropped') continue
      expect(lines).toBe(dropped)
      break
    }
    // What was not dropped came whole and in order.
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    expect(numbers.length + dropped).toBe(talked)
    await role.end()
  })

  it('ends with its last line when nobody catches an error', async () => {
    const role = await start()
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const line of role.lines()) seen.push(line)
    })()
    const ended = once(role.child, 'exit')
    await role.ask('throw').catch(() => undefined)
    expect(await ended).toEqual([exitCodeOfBug, null])
    await reading
    expect(seen.at(-1)).toMatchObject({
      level: 'fatal',
      event: 'uncaught-exception',
      err: { message: 'nobody catches this' },
    })
  })

  it('ends all the same when its log is full', async () => {
    const role = await start()
    const ended = once(role.child, 'exit')
    await role.ask('log/20000')
    await role.ask('throw').catch(() => undefined)
    expect(await ended).toEqual([exitCodeOfBug, null])
  })
})

it('an error that nobody caught is counted by the one who started the process anew', async () => {
  const env = { PATH: process.env['PATH'], MUD_NATS_URL: '', MUD_DATABASE_URL: '' }
  const urls = {
    MUD_NATS_URL: 'nats://127.0.0.1:1',
    MUD_DATABASE_URL: 'postgres://127.0.0.1:1/none',
  }
  let uncaught = 0
  const start = () =>
    startRoleProcess({
      role: 'tick',
      instance: 't1',
      program,
      env: { ...env, ...urls },
      stopWithinMs: 5_000,
      uncaught,
      onSpawn: () => undefined,
    })
  const first = await start()
  await fetch(`http://127.0.0.1:${first.http?.port}/throw`).catch(() => undefined)
  if ((await first.exited).code === exitCodeOfBug) uncaught += 1
  const second = await start()
  const metrics = async () => (await fetch(`http://127.0.0.1:${second.http?.port}/metrics`)).text()
  await expect.poll(metrics).toMatch(/^mud_uncaught_exceptions_total\{.*\} 1$/m)
  await second.stop()
})

it('a promise that fails while nobody waits is logged and counted, and the role goes on', async () => {
  const role = await onSocket()
  await role.ask('reject')
  for await (const line of role.lines()) {
    if (line['event'] !== 'unhandled-rejection') continue
    expect(line).toMatchObject({ level: 'error', err: { message: 'nobody waits for this' } })
    break
  }
  expect(await role.ask('metrics')).toMatch(/^mud_unhandled_rejections_total\{.*\} 1$/m)
  await role.end()
})
