/** How conflicts stand, and which one a name means. */

import type { ConflictSummary } from '../../../schema/answers/conflict.ts'
import { conflictState } from '../../../schema/events/conflict.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import { pendingJobs } from '../../../schema/pending.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Conflict } from '../../../schema/world-file.ts'

/** How a conflict stands, as somebody in `room` sees it. */
export function summaryOf(world: WorldReader, conflict: Conflict, room: RoomId): ConflictSummary[] {
  const state = conflictState(world, conflict.id)
  if (!state) return []
  const told = state.prose?.[state.phase]
  const pending = Object.values(pendingJobs(world)).some(
    (work) => work.kind === 'narrate-phase' && work.conflict === conflict.id,
  )
  const { id, name, brief } = conflict
  const { phase, tension, progress } = state
  return [
    {
      id,
      name,
      brief,
      phase,
      tension,
      progress,
      here: conflict.rooms.includes(room),
      parties: conflict.parties.map((party) => ({
        id: party.id,
        name: party.name,
        stance: party.stance,
        support: ownOf(state.support, party.id) ?? 0,
      })),
      narration_status: pending ? 'pending' : told ? 'ready' : 'none',
      ...(told ? { text: told.text } : {}),
      choices: Object.entries(conflict.choices).map(([key, choice]) => ({
        id: key,
        help: choice.help,
        needsParty: choice.needsParty,
      })),
    },
  ]
}

/** The conflict whose id or name a player means. */
export function conflictNamed(world: WorldReader, name: string): Conflict | undefined {
  const wanted = name.toLowerCase().trim()
  const all = world.definitions.all<Conflict>('conflict').map(({ data }) => data)
  return (
    all.find((one) => one.id === wanted || one.id.endsWith(`.${wanted.replaceAll(' ', '-')}`)) ??
    all.find((one) => one.name.toLowerCase().includes(wanted))
  )
}
