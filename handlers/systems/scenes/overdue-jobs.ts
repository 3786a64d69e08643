/**
 * When no worker answers a job in time, rules answer in its place. The moment is a world beat, so a
 * replay falls back exactly where the game did.
 */
import { workEnded } from '../../../schema/events/scenes.ts'
import { type Pending, pendingJobs } from '../../../schema/pending.ts'
import { jobAnswers } from '../../answers/index.ts'
import type { Act, System, SystemContext } from '../../define-system.ts'

export const overdueJobs: System = {
  // A name seeds dice: with another one the same world would go on differently.
  name: 'work-reaper',
  everyBeats: 2,
  run: (context) =>
    Object.entries(pendingJobs(context.world)).flatMap(([work, pending]) =>
      settled(context, work, pending),
    ),
}

function settled({ world, now, dice }: SystemContext, work: string, pending: Pending): Act[] {
  const overdue = pending.due > 0 && now.beat >= pending.due
  if (!overdue && now.beat <= pending.until) return []
  const answered = overdue
    ? jobAnswers[pending.kind].fallback({ world, now, dice, work, pending })
    : []
  const events = answered.length > 0 ? answered : [workEnded({ work, why: 'nobody answered' })]
  return [{ kind: 'events', events }]
}
