/** Mudstream's `start` whose roles are told by `chaos-role.ts` where they find the servers. */
import { fileURLToPath } from 'node:url'
import { runSystem } from '../../server/run/cli/start.ts'

try {
  await runSystem(fileURLToPath(new URL('chaos-role.ts', import.meta.url)))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
