/** An innkeeper lets a bed for coin, and whoever sleeps in it is restored. */

import type { Gauge } from '../../../../schema/entities.ts'
import { vitalsChanged } from '../../../../schema/events/effects.ts'
import { eventActs } from '../../../define-system.ts'
import { pays, says } from './paid.ts'
import type { Asked, BehaviourRule } from './rule.ts'

const bed = '(?:(?:a|the|one|your|that)(?: (?:clean|warm|good|spare))? )?(?:bed|room|lodging)'
const tail = '(?: for (?:the|one|a|to)? ?night| tonight| please| here)*'

export const innkeeper: BehaviourRule<'innkeeper'> = {
  turn: null,
  service: {
    isFor: () => true,
    order: new RegExp(
      `^(?:(?:rent|hire|book|take)(?: me)?(?: ${bed})?|give me ${bed}|(?:i'd|i would) like (?:to (?:rent|hire|book|take|have) )?${bed}|(?:i'll|i will) (?:rent|take|have) ${bed}|i want (?:to (?:rent|take|have) )?${bed}|let me (?:rent|have) ${bed})${tail}$`,
    ),
    about: ['room', 'bed', 'lodging', 'sleep', 'stay the night', 'for the night', 'rent'],
    price: ({ price }) => `A bed is ${price} coins for the night. Say RENT, and it is yours.`,
    serve: (asked, { price }) => lodge(asked, price),
  },
}

function lodge(asked: Asked, price: number) {
  const { speaker } = asked
  const health = missingOf(speaker.health)
  const stamina = missingOf(speaker.stamina)
  const lucidity = missingOf(speaker.lucidity)
  if (!health && !stamina && !lucidity) return says(asked, 'You look rested enough to me.')
  if (speaker.fighting) return []
  if (speaker.gold < price) {
    return says(asked, `A bed is ${price} coins. The stable is free, ask the horse.`)
  }
  const restored = {
    ...(health ? { health } : {}),
    ...(stamina ? { stamina } : {}),
    ...(lucidity ? { lucidity } : {}),
  }
  return [
    ...says(asked, `${price} coins, and the bed is yours. Sleep well.`),
    ...pays(asked, price),
    ...eventActs(vitalsChanged({ being: speaker.id, ...restored, why: 'a good bed' })),
  ]
}

function missingOf([now, most]: Gauge): number {
  return most - now
}
