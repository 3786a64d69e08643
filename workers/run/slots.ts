/**
 * Which lane may begin another job. One pool of slots serves all lanes; a flood in one leaves the
 * others' latency alone because it can never fill the pool:
 *
 *   talk is limited to all but one slot, everything else together to all but one,
 *   ambient and maintenance together to all but two, maintenance alone to all but three;
 *
 * each limit at least one, so that a pool of one slot still serves every lane in turn.
 */
import type { Lane } from '../../schema/subjects.ts'

export type Running = Readonly<Record<Lane, number>>

/** Whether `lane` may begin one more job beside those running. */
export function mayBegin(lane: Lane, running: Running, slots: number): boolean {
  const { talk, reaction, ambient, maintenance } = running
  const quiet = ambient + maintenance
  const waitedForByNobody = { within: quiet, allBut: 2 }
  const limits: Readonly<Record<Lane, readonly { within: number; allBut: number }[]>> = {
    talk: [{ within: talk, allBut: 1 }],
    reaction: [{ within: reaction + quiet, allBut: 1 }],
    ambient: [{ within: reaction + quiet, allBut: 1 }, waitedForByNobody],
    maintenance: [
      { within: reaction + quiet, allBut: 1 },
      waitedForByNobody,
      { within: maintenance, allBut: 3 },
    ],
  }
  if (talk + reaction + quiet >= slots) return false
  return limits[lane].every(({ within, allBut }) => within < Math.max(1, slots - allBut))
}
