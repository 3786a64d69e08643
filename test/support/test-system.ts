/** A whole system with roles that hold connections and nothing to set up; see `test-role.ts`. */
import { fileURLToPath } from 'node:url'
import { runSystem } from '../../server/run/cli/start.ts'

try {
  await runSystem(fileURLToPath(new URL('test-role.ts', import.meta.url)), async () => ({
    ownerLink: '/owner-link',
  }))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
