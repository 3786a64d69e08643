/**
 * Which lane may begin another job. One pool of slots serves all lanes; a flood in one leaves the
 * others' latency alone because no lane can fill what another one needs:
 *
 *   talk, and everything else together, each leave the other one slot;
 *   reaction leaves one more to the quiet lanes, these together leave one more to reaction;
 *   ambient and maintenance each leave one more to the other.
 *
 * Each limit is at least one, so that a small pool still serves every lane in turn. With five slots
 * or more, a flood in any lane leaves at least one slot to all the others.
 */
import type { Lane } from '../../schema/subjects.ts'

export type Running = Readonly<Record<Lane, number>>

/** Whether `lane` may begin one more job beside those running. */
export function mayBegin(lane: Lane, running: Running, slots: number): boolean {
  const { talk, reaction, ambient, maintenance } = running
  const quiet = ambient + maintenance
  const unasked = { within: reaction + quiet, allBut: 1 }
  const limits: Readonly<Record<Lane, readonly { within: number; allBut: number }[]>> = {
    talk: [{ within: talk, allBut: 1 }],
    reaction: [unasked, { within: reaction, allBut: 2 }],
    ambient: [unasked, { within: quiet, allBut: 2 }, { within: ambient, allBut: 3 }],
    maintenance: [unasked, { within: quiet, allBut: 2 }, { within: maintenance, allBut: 3 }],
  }
  if (talk + reaction + quiet >= slots) return false
  return limits[lane].every(({ within, allBut }) => within < Math.max(1, slots - allBut))
}
