/** For how long the world has waited for the jobs it asked for. */
import { declaredJobs } from '../../../schema/jobs.ts'
import { type Pending, pendingJobs } from '../../../schema/pending.ts'
import type { Lane } from '../../../schema/subjects.ts'
import type { WorldReader } from '../../../schema/world.ts'

/** By lane, the age of its oldest job in milliseconds of world time; 0 where none is under way. */
export function oldestJobMs(
  world: WorldReader,
  { beat, heartbeatMs }: { readonly beat: number; readonly heartbeatMs: number },
): Record<Lane, number> {
  const oldest = { talk: 0, reaction: 0, ambient: 0, maintenance: 0 }
  for (const pending of Object.values(pendingJobs(world))) {
    const { lane } = declaredJobs[pending.kind]
    oldest[lane] = Math.max(oldest[lane], (beat - askedAt(pending)) * heartbeatMs)
  }
  return oldest
}

const askedAt = ({ kind, until }: Pending): number => until - declaredJobs[kind].staleBeats
