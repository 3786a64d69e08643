/** Turns of conflicts between their phases. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { roomId } from '../id-fields.ts'
import { escapeMarkup } from '../markup.ts'
import { nobody } from '../views.ts'
import { putState } from './conflict.ts'

export const conflictBeat = defineEvent({
  type: 'conflict-beat',
  about:
    'A conflict took a turn that people notice: hotter or cooler, somebody else ahead, many taking sides.',
  data: z.strictObject({
    conflict: z.string(),
    name: z.string(),
    what: z.enum(['hotter', 'cooler', 'ahead', 'sides']),
    rooms: z.array(roomId).max(60),
    /** Marks of twenty that tension has passed. */
    mark: z.int().min(0).max(5),
    /** The party that is ahead of all others. */
    lead: z.string().optional(),
    hands: z.boolean(),
    /** Missing where a phase that began at the same moment says enough. */
    text: z.string().max(8000).optional(),
  }),
  subject: (data) => data.conflict,
  views: nobody,
  evolve: (world, { conflict, mark, lead, hands }) =>
    putState(world, conflict, { told: lead === undefined ? [mark, hands] : [mark, hands, lead] }),
  perceive: (_world, { conflict, name, what, rooms, text }) =>
    text === undefined
      ? []
      : rooms.map((room) => ({
          to: { room },
          role: 'others',
          data: { conflict, name, what, text },
        })),
  text: { others: (view: { text: string }) => `{narration}${escapeMarkup(view.text)}{/}` },
})
