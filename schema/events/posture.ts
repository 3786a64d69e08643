/** Standing, resting, sleeping, and being somewhere else without having walked there. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character, Mobile } from '../entities.ts'
import { beingId, roomId } from '../id-fields.ts'
import { being } from '../views.ts'
import { markFirst, type Named, named } from '../words.ts'
import { beingIn } from '../world.ts'
import { seenInRoom } from './seen.ts'

const postures = ['standing', 'resting', 'sleeping'] as const
const postureWords = {
  standing: ['You stand up.', 'stands up'],
  resting: ['You sit down and rest.', 'sits down to rest'],
  sleeping: ['You lie down and fall asleep.', 'lies down and falls asleep'],
} as const

export const postureChanged = defineEvent({
  type: 'posture-changed',
  about: 'Somebody stood up, sat down to rest or lay down to sleep.',
  data: z.strictObject({ actor: beingId, to: z.enum(postures) }),
  subject: (data) => data.actor,
  views: (world, data) => being(world, data.actor),
  evolve(world, data) {
    if (beingIn(world, data.actor))
      world.patch<Character | Mobile>(data.actor, { position: data.to })
  },
  perceive: (world, data) => seenInRoom(world, data.actor, { to: data.to }),
  text: {
    actor: (view: { to: (typeof postures)[number] }) => postureWords[view.to][0],
    others: (view: { actor: Named; to: (typeof postures)[number] }) =>
      `${markFirst(view.actor)} ${postureWords[view.to][1]}.`,
  },
})

export const beingTransported = defineEvent({
  type: 'being-transported',
  about: 'Somebody was carried from one room to another without walking.',
  data: z.strictObject({ actor: beingId, from: roomId, to: roomId }),
  subject: (data) => data.actor,
  views: (world, data) => being(world, data.actor),
  evolve(world, data) {
    if (!beingIn(world, data.actor)) return
    world.move(data.actor, data.to)
    world.patch<Character | Mobile>(data.actor, { fighting: undefined, position: 'standing' })
    const actor = world.get(data.actor)
    if (actor?.kind === 'character') world.patch<Character>(actor.id, { lastRoom: data.to })
  },
  perceive(world, data) {
    const view = { actor: named(world, data.actor) }
    return [
      { to: { character: data.actor }, role: 'actor', data: { ...view, to: data.to } },
      {
        to: { room: data.from, except: [data.actor] },
        role: 'others',
        data: { ...view, leaving: true },
      },
      {
        to: { room: data.to, except: [data.actor] },
        role: 'others',
        data: { ...view, leaving: false },
      },
    ]
  },
  text: {
    actor: () => '{dim}The world folds, and opens elsewhere.{/}',
    others: (view: { actor: Named; leaving: boolean }) =>
      `${markFirst(view.actor)} ${view.leaving ? 'is suddenly not there' : 'is suddenly there'}.`,
  },
})
