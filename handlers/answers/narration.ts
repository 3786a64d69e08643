/** Prose about rooms, fights and conflicts: it is told in the rooms it is about. */
import type { NewEvent } from '../../schema/define-event.ts'
import { conflictTold, phases } from '../../schema/events/conflict.ts'
import { roomNarrated, workEnded } from '../../schema/events/scenes.ts'
import type { narrationJobs } from '../../schema/jobs/narration.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Conflict, ConflictPhase } from '../../schema/world-file.ts'
import type { JobAnswers, Overdue } from './job-answer.ts'
import { nothing } from './job-answer.ts'

export const narrationAnswers: JobAnswers<keyof typeof narrationJobs> = {
  'narrate-room': {
    take: ({ pending, work, result }) => [
      roomNarrated({
        room: pending.room,
        text: result.answer.text,
        occasion: 'happening',
        narration: result.job,
        work,
        by: result.by,
      }),
    ],
    fallback: nothing,
  },
  'narrate-combat': {
    take: ({ pending, work, result }) => [
      roomNarrated({
        room: pending.room,
        text: result.answer.text,
        occasion: 'combat',
        narration: result.job,
        work,
        by: result.by,
      }),
    ],
    fallback: nothing,
  },
  'narrate-phase': {
    take({ world, pending, work, result }) {
      const phase = phases.find((one) => one === pending.phase)
      if (!pending.conflict || !phase) return 'not-asked'
      return phaseTold(world, work, {
        conflict: pending.conflict,
        phase,
        text: result.answer.text,
        by: result.by,
        narration: result.job,
      })
    },
    fallback: proseOfWorldFile,
  },
}

/** The world file's own prose of the phase. */
function proseOfWorldFile({ world, dice, work, pending }: Overdue): readonly NewEvent[] {
  const phase = phases.find((one) => one === pending.phase)
  const conflict = world.definitions.get<Conflict>('conflict', pending.conflict ?? '')
  const text = phase && conflict ? dice.pick(conflict.prose[phase] ?? []) : undefined
  if (!phase || !conflict || !text) return []
  return phaseTold(world, work, { conflict: conflict.id, phase, text, by: 'rules' })
}

interface Telling {
  readonly conflict: string
  readonly phase: ConflictPhase
  readonly text: string
  readonly by: 'rules' | 'scripted' | 'cache' | 'model'
  readonly narration?: string
}

/** The prose of a phase, told in every room of the conflict. */
function phaseTold(world: WorldReader, work: string, telling: Telling): readonly NewEvent[] {
  const { conflict, phase, text, by, narration } = telling
  const declared = world.definitions.get<Conflict>('conflict', conflict)
  const named = narration ? { narration } : {}
  const rooms = declared?.rooms.slice(0, 60) ?? []
  return [
    conflictTold({ conflict, phase, text, ...named }),
    workEnded({ work, why: 'told' }),
    ...rooms.map((room) => roomNarrated({ room, text, occasion: 'phase', by, conflict, ...named })),
  ]
}
