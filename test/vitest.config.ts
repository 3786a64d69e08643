import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import ClosingLines from './support/closing-lines.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export default defineConfig({
  root,
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // A process of its own for every file: tests signal processes and look at leaked handles.
    pool: 'forks',
    reporters: ['default', new ClosingLines()],
    maxWorkers: 3,
    // Generous: a shared machine may be ten times slower, and no test asserts a time.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 45_000 } },
  },
})
