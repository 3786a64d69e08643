/** What healers and innkeepers do for coin when they are asked. */
import type { Character, Mobile } from '../../../schema/entities.ts'
import { vitalsChanged } from '../../../schema/events/effects.ts'
import { goldGiven } from '../../../schema/events/items.ts'
import { npcSpoke } from '../../../schema/events/npc.ts'
import type { MobilePrototype } from '../../../schema/world-file.ts'
import type { Act, SystemContext } from '../../define-system.ts'
import { mentions } from './words.ts'

interface Asked {
  readonly mobile: Mobile
  readonly prototype: MobilePrototype
  readonly speaker: Character
  readonly words: string
  readonly private: boolean
}

const healing = ['heal', 'healing', 'cure', 'wounds', 'help me']
const lodging = ['room', 'bed', 'lodging', 'sleep', 'night', 'rest']

/** The acts of a service that was asked for; none when it was not, or nobody here offers it. */
export function serviceActs(_context: SystemContext, asked: Asked): Act[] {
  for (const behaviour of asked.prototype.behaviours) {
    if (behaviour.kind === 'healer' && behaviour.price > 0 && mentions(asked.words, healing)) {
      return heal(asked, behaviour.price, behaviour.health)
    }
    if (behaviour.kind === 'innkeeper' && mentions(asked.words, lodging)) {
      return lodge(asked, behaviour.price)
    }
  }
  return []
}

function heal(asked: Asked, price: number, health: number): Act[] {
  const { speaker } = asked
  const missing = speaker.health[1] - speaker.health[0]
  if (missing <= 0) return says(asked, 'There is nothing wrong with you that I could put right.')
  if (speaker.gold < price) return says(asked, `That is ${price} coins, and you have not got them.`)
  return [
    ...pays(asked, price),
    {
      kind: 'events',
      events: [
        vitalsChanged({ being: speaker.id, health: Math.min(health, missing), why: 'healer' }),
      ],
    },
    ...says(asked, 'Hold still. There. That should do.'),
  ]
}

function lodge(asked: Asked, price: number): Act[] {
  const { speaker } = asked
  const gain = (gauge: readonly [number, number]) => gauge[1] - gauge[0]
  const [health, stamina, lucidity] = [speaker.health, speaker.stamina, speaker.lucidity].map(gain)
  if (!health && !stamina && !lucidity) return says(asked, 'You look rested enough to me.')
  if (speaker.fighting) return []
  if (speaker.gold < price)
    return says(asked, `A bed is ${price} coins. The stable is free, ask the horse.`)
  return [
    ...says(asked, `${price} coins, and the bed is yours. Sleep well.`),
    ...pays(asked, price),
    {
      kind: 'events',
      events: [
        vitalsChanged({
          being: speaker.id,
          ...(health ? { health } : {}),
          ...(stamina ? { stamina } : {}),
          ...(lucidity ? { lucidity } : {}),
          why: 'a good bed',
        }),
      ],
    },
  ]
}

function pays({ speaker, mobile }: Asked, amount: number): Act[] {
  if (amount <= 0) return []
  return [{ kind: 'events', events: [goldGiven({ actor: speaker.id, target: mobile.id, amount })] }]
}

function says({ mobile, speaker, private: aside }: Asked, text: string): Act[] {
  const spoke = npcSpoke({
    npc: mobile.id,
    room: mobile.place,
    say: text,
    to: speaker.id,
    private: aside,
    by: 'rules',
  })
  return [{ kind: 'events', events: [spoke] }]
}
