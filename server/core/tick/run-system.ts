/** Runs a system for one beat, with everything that follows from it. */
import type { System } from '../../../handlers/define-system.ts'
import { NotLoaded } from '../../../schema/world.ts'
import { performAct, type ReactionParts, settleReactions, systemContext } from './reactions.ts'
import { announceClosedSessions } from './sessions.ts'
import { showNewPlaces } from './show-state.ts'
import { beginDraft, keepDraft, type TickWork } from './tick-work.ts'

export interface SystemParts extends ReactionParts {
  readonly onQuarantine: (request: string, error: unknown) => void
}

/** A system that breaks costs its own run only. Throws `NotLoaded`; nothing has happened then. */
export function runSystem(work: TickWork, system: System, beat: number, parts: SystemParts): void {
  const draft = beginDraft(work)
  const context = systemContext(draft, `${system.name}/${beat}`, parts)
  try {
    for (const act of system.run({ ...context, now: { ...context.now, beat } })) {
      performAct(draft, act)
    }
    settleReactions(draft, parts)
    showNewPlaces(draft)
    announceClosedSessions(draft)
    keepDraft(draft)
  } catch (error) {
    if (error instanceof NotLoaded) throw error
    parts.onQuarantine(`system ${system.name}`, error)
  }
}
