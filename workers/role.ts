/** The worker role: waits for jobs of the slow path. */
import { connectNats } from '../server/platform/nats.ts'
import type { RoleParts, RunningRole } from '../server/platform/roles.ts'

/** Starts the role. */
export async function runWorker(parts: RoleParts): Promise<RunningRole> {
  const nc = await connectNats(parts.natsUrl, `mudstream-${parts.instance}`)
  return { stop: () => nc.drain() }
}
