/** Gossip, canon, memories and prepared replies. */
import { canonIndex, canonTold } from '../../schema/events/canon.ts'
import { socialBundled, workEnded } from '../../schema/events/scenes.ts'
import type { loreJobs } from '../../schema/jobs/lore.ts'
import type { Conflict } from '../../schema/world-file.ts'
import { occupantsOf } from '../scene-view.ts'
import { type Arrived, type JobAnswers, nothing } from './job-answer.ts'

/** World beats for which gossip and reputations hold. */
const bundleHoldsBeats = 2_400

export const loreAnswers: JobAnswers<keyof typeof loreJobs> = {
  'social-bundle': { take: bundled, fallback: nothing },
  canon: { take: canonised, fallback: nothing },
  'summarise-memory': { take: keptByWorker, fallback: nothing },
  pregenerate: { take: keptByWorker, fallback: nothing },
}

function bundled({ world, pending, work, result, beat }: Arrived<'social-bundle'>) {
  if (pending.occupants !== occupantsOf(world, pending.room)) return 'company-changed'
  return [
    socialBundled({
      room: pending.room,
      occupants: pending.occupants,
      gossip: result.answer.gossip,
      // What people think of each other is no longer for models to say: bonds tell it.
      reputation: [],
      until: beat + bundleHoldsBeats,
      work,
      narration: result.job,
    }),
  ]
}

function canonised({ world, pending, work, result }: Arrived<'canon'>) {
  const zone = world.definitions.get<Conflict>('conflict', pending.conflict ?? '')?.zone
  const entry = zone ? canonIndex(world, zone).latest.at(-1) : undefined
  if (!zone || !entry) return 'not-asked'
  const { text, references } = result.answer
  return [canonTold({ canon: entry.id, zone, text, references, work, narration: result.job })]
}

/** The worker that made the answer keeps it; the world only learns that the job is done. */
function keptByWorker({ work }: Pick<Arrived<'summarise-memory' | 'pregenerate'>, 'work'>) {
  return [workEnded({ work, why: 'kept by the worker' })]
}
