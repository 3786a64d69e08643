/**
 * The arithmetic of conflicts: what a choice does to the numbers, which phase they lead to, which
 * outcome they lead to. Pure whole-number rules over the declaration and the state.
 */

import { type ConflictState, isLegalStep, phases } from '../../schema/events/conflict.ts'
import { ownOf } from '../../schema/own.ts'
import type {
  Conflict,
  ConflictChoice,
  ConflictOutcome,
  ConflictPhase,
} from '../../schema/world-file.ts'

/** A number of a conflict stays between 0 and 100. */
export function bounded(value: number): number {
  return Math.max(0, Math.min(100, Math.trunc(value)))
}

export interface Numbers {
  readonly tension: number
  readonly progress: number
  readonly support: Readonly<Record<string, number>>
}

/** The numbers after a choice: the named party moves by `chosen`, every other one by `rivals`. */
export function afterChoice(
  state: ConflictState,
  choice: ConflictChoice,
  party: string | undefined,
): Numbers {
  const moved = Object.entries(state.support).map(([id, value]) => {
    if (party === undefined) return [id, value] as const
    return [id, bounded(value + (id === party ? choice.chosen : choice.rivals))] as const
  })
  return {
    tension: bounded(state.tension + choice.tension),
    progress: bounded(state.progress + choice.progress),
    support: Object.fromEntries(moved),
  }
}

/** Hours of world time between two beats. */
export function hoursBetween(from: number, to: number, beatsPerMinute: number): number {
  return Math.floor((to - from) / (60 * Math.max(1, beatsPerMinute)))
}

/** The phase that the state has earned by now, if it is another: always the very next one. */
export function nextPhase(
  conflict: Conflict,
  state: ConflictState,
  hoursInPhase: number,
): ConflictPhase | undefined {
  if (state.phase === 'aftermath') {
    const opens = conflict.reopensAfterHours > 0 && hoursInPhase >= conflict.reopensAfterHours
    return opens ? 'brewing' : undefined
  }
  const next = phases[phases.indexOf(state.phase) + 1]
  if (!next || next === 'brewing' || !isLegalStep(state.phase, next)) return undefined
  const threshold = conflict.phases[next]
  const reached =
    state.tension >= (threshold.tension ?? 0) &&
    state.progress >= (threshold.progress ?? 0) &&
    hoursInPhase >= (threshold.hours ?? 0)
  // A phase without any threshold would be over before players read of it.
  const named = [threshold.tension, threshold.progress, threshold.hours]
  return reached && named.some((value) => value !== undefined) ? next : undefined
}

/** The first outcome whose conditions hold; the last one holds always. */
export function outcomeOf(conflict: Conflict, state: ConflictState): ConflictOutcome | undefined {
  const holds = ({ when }: ConflictOutcome) => {
    const support = when.party ? (ownOf(state.support, when.party) ?? 0) : 0
    if (when.party && support < (when.supportAtLeast ?? 0)) return false
    if (when.party && when.supportAtLeast === undefined && !leads(state, when.party)) return false
    if (when.tensionAtMost !== undefined && state.tension > when.tensionAtMost) return false
    return when.tensionAtLeast === undefined || state.tension >= when.tensionAtLeast
  }
  return conflict.outcomes.find(holds) ?? conflict.outcomes.at(-1)
}

/** A party named without a number has to be ahead of all others. */
function leads(state: ConflictState, party: string): boolean {
  const own = ownOf(state.support, party) ?? 0
  return Object.entries(state.support).every(([id, value]) => id === party || value < own)
}
