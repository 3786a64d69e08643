/** What admins do: who, to whom, why. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character } from '../entities.ts'
import { characterId } from '../id-fields.ts'
import { escapeMarkup } from '../markup.ts'
import { nobody } from '../views.ts'

export const adminActed = defineEvent({
  type: 'admin-acted',
  about: 'An admin did something: who, what, to whom and why.',
  data: z.strictObject({
    by: characterId,
    action: z.string(),
    target: z.string(),
    reason: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
  subject: (data) => data.by,
  views: nobody,
  evolve() {
    // This is the record only; what the action changes is told by other events.
  },
})

export const announcementMade = defineEvent({
  type: 'announcement-made',
  about: 'Words for everybody in the world.',
  data: z.strictObject({ by: characterId, words: z.string() }),
  subject: (data) => data.by,
  views: nobody,
  evolve() {
    // Words change nothing.
  },
  perceive: (_world, data) => [
    {
      to: { everyone: true },
      role: 'others',
      data: { words: data.words, channel: 'announcement' },
    },
  ],
  text: {
    others: (view: { words: string }) =>
      `{danger}A bell rings over the town:{/} ${escapeMarkup(view.words)}`,
  },
})

export const characterMuted = defineEvent({
  type: 'character-muted',
  about:
    'A character may not be heard until the given moment (milliseconds since the epoch; 0: heard again).',
  data: z.strictObject({ character: characterId, by: characterId, untilMs: z.int() }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    const mutedUntil = data.untilMs > 0 ? data.untilMs : undefined
    world.patch<Character>(data.character, { mutedUntil })
  },
  perceive: (_world, data) => [
    { to: { character: data.character }, role: 'target', data: { muted: data.untilMs > 0 } },
  ],
  text: {
    target: (view: { muted: boolean }) =>
      view.muted
        ? '{danger}Your voice fails you; nobody will hear you for a while.{/}'
        : '{good}You find your voice again.{/}',
  },
})
