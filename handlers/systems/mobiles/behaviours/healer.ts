/** A healer heals for coin when somebody asks, or the hurt unasked when it takes no coin. */

import { vitalsChanged } from '../../../../schema/events/effects.ts'
import { charactersAt } from '../../../../schema/world.ts'
import { eventActs } from '../../../define-system.ts'
import { isTurn, line, type Sight } from '../sight.ts'
import { pays, says } from './paid.ts'
import type { Asked, BehaviourRule } from './rule.ts'

export const healer: BehaviourRule<'healer'> = {
  turn: (sight, { price, health }) => (price === 0 ? tend(sight, health) : []),
  service: {
    isFor: ({ price }) => price > 0,
    order:
      /^(?:to )?(?:(?:heal|cure|mend|tend)(?: (?:me|us|my wounds?|these wounds))?|(?:i'd|i would) like (?:to be (?:healed|cured)|healing)|i (?:want|need) (?:to be (?:healed|cured)|healing|a healer)|see to my wounds?)(?: please| now)*$/,
    about: ['heal', 'healing', 'healed', 'cure', 'cured', 'wounds', 'wound'],
    price: ({ price }) => `To be put right costs ${price} coins here. Say HEAL, and hold still.`,
    serve: (asked, { price, health }) => heal(asked, price, health),
  },
}

const tendEveryBeats = 24

/** Looks after the character who is hurt most. */
function tend(sight: Sight, health: number) {
  const { world, mobile, room } = sight
  if (!isTurn(sight, tendEveryBeats)) return []
  const hurt = charactersAt(world, room.id)
    .filter((one) => one.health[0] < one.health[1] && one.health[0] > 0 && !one.fighting)
    .sort((a, b) => a.health[0] / a.health[1] - b.health[0] / b.health[1])[0]
  if (!hurt) return []
  const points = Math.min(health, hurt.health[1] - hurt.health[0])
  return [
    line(mobile, `emote sees to the wounds of ${hurt.name}.`),
    ...eventActs(vitalsChanged({ being: hurt.id, health: points, why: 'healer' })),
  ]
}

function heal(asked: Asked, price: number, health: number) {
  const { speaker } = asked
  const missing = speaker.health[1] - speaker.health[0]
  if (missing <= 0) return says(asked, 'There is nothing wrong with you that I could put right.')
  if (speaker.gold < price) return says(asked, `That is ${price} coins, and you have not got them.`)
  const points = Math.min(health, missing)
  return [
    ...pays(asked, price),
    ...eventActs(vitalsChanged({ being: speaker.id, health: points, why: 'healer' })),
    ...says(asked, 'Hold still. There. That should do.'),
  ]
}
