/** What players do about each other and about the game: friends, being away, looking for company, remarks. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character } from '../entities.ts'
import { characterId, roomId } from '../id-fields.ts'
import type { CharacterId, EntityId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { nobody } from '../views.ts'
import type { WorldWriter } from '../world.ts'

/** Remarks are about nothing in the world, so they are told under this word. */
export const remarksSubject: EntityId = 'remarks'

/** What a remark is: something broken, misspelt or wished for, or a complaint about a person. */
export const remarkKinds = ['bug', 'typo', 'idea', 'report'] as const
export type RemarkKind = (typeof remarkKinds)[number]

function patch(world: WorldWriter, who: CharacterId, fields: Partial<Character>): void {
  if (world.get(who)?.kind === 'character') world.patch<Character>(who, fields)
}

const toSelf = (character: CharacterId, data: object) => [
  { to: { character }, role: 'actor' as const, data: { ...data } },
]

export const remarkLeft = defineEvent({
  type: 'remark-left',
  about: 'Somebody told the keepers of the world something: a fault, a wish, a complaint.',
  data: z.strictObject({
    character: characterId,
    room: roomId,
    kind: z.enum(remarkKinds),
    /** The name of whom a complaint is about. */
    whom: z.string().optional(),
    words: z.string(),
  }),
  personal: ['words'],
  speaker: (data) => data.character,
  subject: () => remarksSubject,
  views: nobody,
  // Nothing in the world changes; the keepers read it in the log.
  evolve: () => undefined,
  perceive: (_world, { character }) => toSelf(character, {}),
  text: {
    actor: () => 'Thank you. It is written down, with where you are, for the keepers of the world.',
  },
})

export const friendSet = defineEvent({
  type: 'friend-set',
  about: 'Somebody counts somebody among its friends, or no longer.',
  data: z.strictObject({
    character: characterId,
    whom: characterId,
    name: z.string(),
    friend: z.boolean(),
  }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, { character, whom, friend }) {
    const known = world.get(character)
    if (known?.kind !== 'character') return
    const others = (known.friends ?? []).filter((one) => one !== whom)
    const friends = friend ? [...others, whom] : others
    patch(world, character, { friends: friends.length > 0 ? friends : undefined })
  },
  perceive: (_world, { character, name, friend }) => toSelf(character, { name, friend }),
  text: {
    actor: (view: { name: string; friend: boolean }) =>
      view.friend
        ? `You will be told when {player}${escapeMarkup(view.name)}{/} comes and goes.`
        : `You no longer look out for {player}${escapeMarkup(view.name)}{/}.`,
  },
})

export const awaySet = defineEvent({
  type: 'away-set',
  about: 'Somebody is away from the keys for a while, or back.',
  data: z.strictObject({ character: characterId, words: z.string().optional() }),
  personal: ['words'],
  subject: (data) => data.character,
  views: nobody,
  evolve: (world, { character, words }) => patch(world, character, { away: words }),
  perceive: (_world, { character, words }) => toSelf(character, { away: words !== undefined }),
  text: {
    actor: (view: { away: boolean }) =>
      view.away ? 'You are marked as away.' : 'You are back, for everybody to see.',
  },
})

export const seekingSet = defineEvent({
  type: 'seeking-set',
  about: 'Somebody looks for company, or has found it.',
  data: z.strictObject({ character: characterId, seeking: z.boolean() }),
  subject: (data) => data.character,
  views: nobody,
  evolve: (world, { character, seeking }) =>
    patch(world, character, { seeking: seeking ? true : undefined }),
  perceive: (_world, { character, seeking }) => toSelf(character, { seeking }),
  text: {
    actor: (view: { seeking: boolean }) =>
      view.seeking
        ? 'Whoever asks “who” sees that you look for company.'
        : 'You no longer look for company.',
  },
})
