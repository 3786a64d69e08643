/** A test that could not run is named with its reason when a run closes, and is never green in silence. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs test files with the reporters of this project and returns its last lines. */
function run(text: string): { code: number | null; lines: string[] } {
  const folder = mkdtempSync(join(root, 'test', 'tmp-closing-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'one.test.ts'), text)
  const config = `export default { test: { reporters: ['default', '${join(root, 'test/support/closing-lines.ts')}'] } }`
  writeFileSync(join(folder, 'vitest.config.ts'), config)
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const words = [vitest, 'run', '--root', folder, '--config', join(folder, 'vitest.config.ts')]
  const { status, stdout } = spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, VITEST: undefined, NO_COLOR: '1' },
  })
  return { code: status, lines: stdout.trim().split('\n') }
}

const opening = `import { expect, test } from 'vitest'
import { testUnless, describeUnless } from '../support/needs.ts'
test('is well', () => undefined)
`

// PROMISE README: tests that could not run are named with the reason
test('the last lines name what was skipped, and why; the very last one is for programs', () => {
  const { code, lines } = run(`${opening}
    testUnless('no browser', 'is seen', () => undefined)
    describeUnless('no client', 'a client', () => { test('plays', () => undefined) })
    test('mounts', (context) => context.skip('nothing can be mounted'))
  `)
  expect(lines.slice(-4)).toEqual([
    'skipped: one.test.ts > is seen because no browser',
    'skipped: one.test.ts > a client > plays because no client',
    'skipped: one.test.ts > mounts because nothing can be mounted',
    '1 passed, 0 failed, 3 skipped',
  ])
  expect(lines.join('\n')).toMatch(/Tests +1 passed \| 3 skipped \(4\)/)
  expect(code).toBe(0)
})

test('a skip without a reason fails the run, and failures are counted', () => {
  const silent = run(`${opening} test.skip('is not seen', () => undefined)`)
  expect(silent.lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped')
  expect(silent.lines.at(-2)).toBe('skipped: one.test.ts > is not seen because NOBODY SAYS WHY')
  expect(silent.code).toBe(1)
  const broken = run(`${opening} test('is ill', () => expect(1).toBe(2))`)
  expect(broken.lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped')
  expect(broken.code).toBe(1)
  expect(run('throw new Error("no test")').lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped')
})
