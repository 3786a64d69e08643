/** Guests become known by names of their own. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character } from '../entities.ts'
import { accountId, characterId } from '../id-fields.ts'
import { NOWHERE } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { roleSchema } from '../roles.ts'
import { being } from '../views.ts'
import { markFirst, type Named, named } from '../words.ts'
import { nameRecord } from './presence.ts'

/** Who a guest is from now on. */
export const claimedGuest = z.strictObject({
  character: characterId,
  name: z.string(),
  role: roleSchema,
  account: accountId,
})

export const guestClaimed = defineEvent({
  type: 'guest-claimed',
  about:
    'A guest became the character of an account, with a name of its own; it keeps what it has.',
  data: claimedGuest,
  personal: ['name'],
  subject: (data) => data.character,
  views: (world, data) => being(world, data.character),
  evolve(world, { character, name, role, account }) {
    world.patch<Character>(character, { name, role, account })
    world.put({
      id: nameRecord(name),
      kind: 'record',
      place: NOWHERE,
      of: 'name',
      data: { character },
    })
  },
  perceive(world, { character, name }) {
    const guest = world.get(character)
    if (guest?.kind !== 'character' || guest.place === NOWHERE) return []
    const data = { actor: named(world, character), name }
    return [
      { to: { room: guest.place, except: [character] }, role: 'others', data },
      { to: { character }, role: 'actor', data },
    ]
  },
  text: {
    actor: ({ name }: { name: string }) =>
      `You are {player}${escapeMarkup(name)}{/} from now on. Everything you have is yours to keep.`,
    others: ({ actor, name }: { actor: Named; name: string }) =>
      `${markFirst(actor)} is known as {player}${escapeMarkup(name)}{/} from now on.`,
  },
})
