/**
 * Which lane may begin another job. One pool of slots serves all lanes. A lane may use idle slots beyond
 * its share, but it leaves some for lanes that would otherwise wait for jobs that cannot be interrupted:
 *
 *   beyond its share (half the pool for talk and reaction, one slot for the quiet lanes) a lane
 *   leaves one slot to the lanes that have nothing running;
 *   ambient and maintenance leave one more while neither talk nor reaction has anything running.
 *
 * Of five slots a burst of talk or reactions takes four when nothing else is to do, and a burst of
 * scenery three. A flood in any one lane leaves the others a slot at once, and floods in both quiet
 * lanes still leave one to people who talk. A pool too small for that serves the lanes in turn.
 */
import { type Lane, lanes } from '../../schema/subjects.ts'

export type Running = Readonly<Record<Lane, number>>

/** Whether `lane` may begin one more job beside those running. */
export function mayBegin(lane: Lane, running: Running, slots: number): boolean {
  const busy = lanes.reduce((sum, one) => sum + running[one], 0)
  if (busy === 0) return slots > 0
  return slots - busy > leaves(lane, running, slots)
}

/** Slots that must stay free for others. */
function leaves(lane: Lane, running: Running, slots: number): number {
  const isQuiet = lane === 'ambient' || lane === 'maintenance'
  const share = isQuiet ? 1 : Math.floor(slots / 2)
  const borrows = running[lane] >= share
  const otherHasNone = lanes.some((one) => one !== lane && running[one] === 0)
  const nobodyTalks = running.talk + running.reaction === 0
  return (borrows && otherHasNone ? 1 : 0) + (isQuiet && nobodyTalks ? 1 : 0)
}
