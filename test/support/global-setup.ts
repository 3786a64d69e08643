/** Starts one Postgres and one NATS for the whole test run and stops them afterwards. */
import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { madeDatabase, makeDatabase } from './made-database.ts'
import { startTestServers } from './servers.ts'

/** Called by vitest before the first test; what it returns is called after the last. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const servers = await startTestServers()
  project.provide('testServers', servers.addresses)
  const made = await makeDatabase()
  process.env[madeDatabase] = made
  return async () => {
    rmSync(made, { recursive: true, force: true })
    await servers.stop()
  }
}
