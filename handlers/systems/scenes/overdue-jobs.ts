/**
 * When no worker answers a job in time, rules answer in its place. The moment is a world beat, so a
 * replay falls back exactly where the game did.
 */
import { workEnded } from '../../../schema/events/scenes.ts'
import { workersAreAway, workersChanged } from '../../../schema/events/workers.ts'
import { type Pending, pendingJobs } from '../../../schema/pending.ts'
import { jobAnswers } from '../../answers/index.ts'
import { type Act, eventActs, type System, type SystemContext } from '../../define-system.ts'

export const overdueJobs: System = {
  // A name seeds dice: with another one the same world would go on differently.
  name: 'work-reaper',
  everyBeats: 2,
  run: (context) => {
    const { world, now } = context
    const works = Object.entries(pendingJobs(world))
    const acts = works.flatMap(([work, pending]) => settled(context, work, pending))
    const isUnanswered = works.some(([, pending]) => isOverdue(pending, now.beat))
    if (!isUnanswered || workersAreAway(world, now.beat)) return acts
    return [...acts, ...eventActs(workersChanged({ state: 'away', until: now.beat + awayBeats }))]
  },
}

/** A live worker answers in time, whatever models do. After this long it is tried again. */
const awayBeats = 240

const isOverdue = ({ due }: Pending, beat: number): boolean => due > 0 && beat >= due

function settled({ world, now, dice }: SystemContext, work: string, pending: Pending): Act[] {
  const overdue = isOverdue(pending, now.beat)
  if (!overdue && now.beat <= pending.until) return []
  const answered = overdue
    ? jobAnswers[pending.kind].fallback({ world, now, dice, work, pending })
    : []
  const events = answered.length > 0 ? answered : [workEnded({ work, why: 'nobody answered' })]
  return [{ kind: 'events', events }]
}
