import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import ClosingLines from './support/closing-lines.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export default defineConfig({
  root,
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Processes, not threads: tests signal processes and change users. One process runs many files, which share
    // loaded modules: loading them for each file anew took a third of a whole run.
    pool: 'forks',
    isolate: false,
    reporters: ['default', new ClosingLines()],
    maxWorkers: 4,
    // Generous: a shared machine may be ten times slower, and no test asserts a time.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 45_000 } },
  },
})
