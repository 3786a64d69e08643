/**
 * The launcher on a small checkout of its own, with the real npm: one local package, so that nothing
 * has to be fetched.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const launcher = fileURLToPath(new URL('../../../../server/run/launch', import.meta.url))
const repository = fileURLToPath(new URL('../../../..', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'mudstream-launch-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const writeJson = (path: string, value: unknown): void =>
  writeFileSync(join(root, path), JSON.stringify(value))

const lockFile = (leafVersion: string): void => {
  mkdirSync(join(root, 'leaf'), { recursive: true })
  writeJson('leaf/package.json', { name: 'leaf', version: leafVersion })
  const dependencies = { leaf: 'file:leaf' }
  writeJson('package.json', { name: 'small', version: '1.0.0', type: 'module', dependencies })
  const packages = {
    '': { name: 'small', version: '1.0.0', dependencies },
    leaf: { version: leafVersion },
    'node_modules/leaf': { resolved: 'leaf', link: true },
  }
  writeJson('package-lock.json', { name: 'small', version: '1.0.0', lockfileVersion: 3, packages })
}

type Ended = { code: number | null; out: string; err: string }

const launch = (...words: string[]): ChildProcess =>
  spawn(process.execPath, [join(root, 'server/run/launch/launch.js'), ...words], {
    cwd: tmpdir(),
    env: { ...process.env, CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const endOf = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    const ended: Ended = { code: null, out: '', err: '' }
    child.stdout?.on('data', (chunk) => {
      ended.out += String(chunk)
    })
    child.stderr?.on('data', (chunk) => {
      ended.err += String(chunk)
    })
    child.once('close', (code) => resolve({ ...ended, code }))
  })

beforeAll(() => {
  cpSync(launcher, join(root, 'server/run/launch'), { recursive: true })
  lockFile('1.0.0')
  writeFileSync(
    join(root, 'hello.ts'),
    `const words: string[] = process.argv.slice(2)
process.on('SIGTERM', () => { console.log('told to stop'); process.exit(9) })
console.log(JSON.stringify([words, process.cwd()]))
if (words[0] === 'wait') {
  setInterval(() => {}, 1000)
} else process.exit(Number(words[0] ?? 0))`,
  )
})

test('two first starts at once install once, and both run', async () => {
  const both = await Promise.all([
    endOf(launch('run', 'hello.ts', '0', 'a')),
    endOf(launch('run', 'hello.ts', '0', 'b')),
  ])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  expect(both.filter(({ err }) => err.includes('packages are ready'))).toHaveLength(1)
  expect(both.map(({ out }) => JSON.parse(out)[0][1]).sort()).toEqual(['a', 'b'])
  expect(existsSync(join(root, 'node_modules/leaf/package.json'))).toBe(true)
  expect(existsSync(join(root, '.cache/launch.lock'))).toBe(false)
})

test('a later start says nothing, runs in the checkout and passes words and exit code', async () => {
  const { code, out, err } = await endOf(launch('run', 'hello.ts', '7', '--x=1'))
  expect(err).toBe('')
  expect(code).toBe(7)
  expect(JSON.parse(out)).toEqual([['7', '--x=1'], root])
})

test('packages that were installed by hand are recognised without the stamp', async () => {
  rmSync(join(root, 'node_modules/.mudstream-stamp'))
  const { code, err } = await endOf(launch('run', 'hello.ts', '0'))
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

test('a changed lock file is installed; a lock left by a dead start is no hindrance', async () => {
  lockFile('2.0.0')
  writeFileSync(join(root, '.cache/launch.lock'), `${process.pid} 1`)
  const { code, err } = await endOf(launch('run', 'hello.ts', '0'))
  expect(code).toBe(0)
  expect(err).toContain('packages are ready')
})

test('a lock file that npm refuses ends with what npm said and what to do', async () => {
  lockFile('3.0.0')
  writeJson('package.json', { name: 'small', dependencies: { leaf: 'file:leaf', b: 'file:b' } })
  const { code, err } = await endOf(launch('run', 'hello.ts', '0'))
  expect(code).toBe(1)
  expect(err).toContain('package-lock.json')
  expect(err).toContain('could not be installed')
  lockFile('1.0.0')
  expect((await endOf(launch('run', 'hello.ts', '0'))).code).toBe(0)
})

test('a signal reaches the program, and its exit code comes back', async () => {
  const child = launch('run', 'hello.ts', 'wait')
  const ended = endOf(child)
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  child.kill('SIGTERM')
  const { code, out } = await ended
  expect(out).toContain('told to stop')
  expect(code).toBe(9)
})

test('an unknown word is answered with the usage', async () => {
  const { code, err } = await endOf(launch('dance'))
  expect(code).toBe(1)
  expect(err).toContain('Usage:')
})

// PROMISE RUNBOOK: Ctrl-C or SIGTERM to `npm start`
test('npm start ends only when everything below it has ended', async () => {
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  const dependencies = { leaf: 'file:leaf' }
  writeJson('package.json', {
    name: 'small',
    version: '1.0.0',
    type: 'module',
    dependencies,
    scripts,
  })
  writeFileSync(
    join(root, 'server/main.ts'),
    `import { writeFileSync } from 'node:fs'
process.on('SIGTERM', () => setTimeout(() => { writeFileSync('ended', ''); process.exit(0) }, 1500))
setInterval(() => {}, 1000)
console.log('main is up')`,
  )
  const npm = spawn('npm', ['start'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve) => {
    npm.stdout.on('data', (chunk) => {
      if (String(chunk).includes('main is up')) resolve()
    })
  })
  const ended = new Promise((resolve) => npm.once('exit', resolve))
  npm.kill('SIGTERM')
  await ended
  expect(existsSync(join(root, 'ended'))).toBe(true)
})
