/** An innkeeper lets a bed for coin, and whoever sleeps in it is restored. */

import type { Gauge } from '../../../../schema/entities.ts'
import { vitalsChanged } from '../../../../schema/events/effects.ts'
import { eventActs } from '../../../define-system.ts'
import { mentions } from '../words.ts'
import { pays, says } from './paid.ts'
import type { Asked, BehaviourRule } from './rule.ts'

const lodgingWords = ['room', 'bed', 'lodging', 'sleep', 'night', 'rest']

export const innkeeper: BehaviourRule<'innkeeper'> = {
  turn: null,
  service: (asked, { price }) =>
    mentions(asked.words, lodgingWords) ? lodge(asked, price) : undefined,
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
