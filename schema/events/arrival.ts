/** Newcomers: where they come from, and what they are taught by playing. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { type Character, pronounChoices, type Pronouns } from '../entities.ts'
import { characterId } from '../id-fields.ts'
import { escapeMarkup } from '../markup.ts'
import { sheetOf } from '../views.ts'
import { commandsIn } from '../words.ts'

const words = z.string().max(400)

export const originChosen = defineEvent({
  type: 'origin-chosen',
  about: 'A newcomer said where it comes from.',
  data: z.strictObject({ character: characterId, origin: z.string().max(64), text: words }),
  subject: (data) => data.character,
  views: (_world, { character }) => [sheetOf(character)],
  evolve: (world, { character, origin }) => world.patch<Character>(character, { origin }),
  perceive: (_world, { character, text }) => [{ to: { character }, role: 'actor', data: { text } }],
  text: { actor: ({ text }: { text: string }) => escapeMarkup(text) },
})

export const lessonBegun = defineEvent({
  type: 'lesson-begun',
  about: 'A newcomer was told how to go on; an empty `lesson` says that the lessons are over.',
  data: z.strictObject({ character: characterId, lesson: z.string().max(64), hint: words }),
  subject: (data) => data.character,
  views: (_world, { character }) => [sheetOf(character)],
  evolve: (world, { character, lesson }) => world.patch<Character>(character, { lesson }),
  perceive: (_world, { character, lesson, hint }) => [
    { to: { character }, role: 'actor', data: { lesson, hint } },
  ],
  text: { actor: ({ hint }: { hint: string }) => hintText(hint) },
})

export const pronounsChosen = defineEvent({
  type: 'pronouns-chosen',
  about: 'Somebody said by which pronouns others speak of it.',
  data: z.strictObject({ character: characterId, pronouns: z.enum(pronounChoices) }),
  subject: (data) => data.character,
  views: (_world, { character }) => [sheetOf(character)],
  evolve: (world, { character, pronouns }) => world.patch<Character>(character, { pronouns }),
  perceive: (_world, { character, pronouns }) => [
    { to: { character }, role: 'actor', data: { pronouns } },
  ],
  text: {
    actor: ({ pronouns }: { pronouns: Pronouns }) => `People speak of you as “${pronouns}”.`,
  },
})

/** A hint as it reads everywhere; a sign in front would be read out by screen readers. */
export const hintText = (hint: string): string => `{good}${commandsIn(hint)}{/}`
