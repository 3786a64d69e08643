/** Whether somebody does the jobs that the world asks for. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { DEFINITIONS_PLACE, type RecordId } from '../ids.ts'
import { nobody } from '../views.ts'
import { recordData, type WorldReader } from '../world.ts'

/** Whether workers answer what the world asks for; while they do not, rules speak at once. */
const workersId: RecordId = 'workers:state'

export const workersChanged = defineEvent({
  type: 'workers-changed',
  about: 'Workers do not answer any more, or do so again: until then rules answer at once.',
  data: z.strictObject({ state: z.enum(['answer', 'away']), until: z.int().min(0) }),
  subject: () => workersId,
  views: nobody,
  evolve(world, { state, until }) {
    if (state === 'answer') return world.remove(workersId)
    const data = { until }
    world.put({ id: workersId, kind: 'record', of: 'workers', place: DEFINITIONS_PLACE, data })
  },
})

/** Nobody has answered lately, so nobody is asked before the beat has come at which it is tried again. */
export function workersAreAway(world: WorldReader, nowBeat: number): boolean {
  const away = recordData<{ readonly until: number }>(world, workersId)
  return away !== undefined && nowBeat < away.until
}
