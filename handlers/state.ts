/** The machine-readable state of a character: gauges and belongings, as the protocol names them. */
import type { CharView } from '../schema/answers/people.ts'
import type { ItemsView } from '../schema/answers/things.ts'
import type { Character, Effect, Mobile } from '../schema/entities.ts'
import type { HolderId } from '../schema/ids.ts'
import { itemName, prototypeOf } from '../schema/words.ts'
import type { WorldReader } from '../schema/world.ts'
import { conditionOf } from './examine.ts'
import { carried, worn } from './nouns.ts'
import { experienceFor, levelMax } from './rules/levels.ts'
import { effectiveStats } from './rules/stats.ts'
import { groupItems } from './scene.ts'

/** `state.char.data` of PROTOCOL 3.2. */
export function charState(world: WorldReader, being: Character | Mobile): CharView {
  const player = being.kind === 'character' ? being : undefined
  const stats = effectiveStats(world, being)
  const foe = being.fighting ? world.get(being.fighting) : undefined
  return {
    id: being.id,
    name: being.name,
    level: being.level,
    vitals: {
      health: [being.health[0], stats.maxHealth],
      stamina: [being.stamina[0], stats.maxStamina],
      lucidity: [being.lucidity[0], stats.maxLucidity],
    },
    gold: being.gold,
    affects: being.effects.map((effect) => affect(world, effect)),
    position: being.position,
    ...(foe?.kind === 'character' || foe?.kind === 'mobile' ? { opponent: opponentOf(foe) } : {}),
    ...(player ? ofPlayer(player) : {}),
  }
}

function opponentOf(foe: Character | Mobile): CharView['opponent'] {
  const [now, most] = foe.health
  const healthPercent = Math.ceil((100 * Math.max(0, now)) / Math.max(1, most))
  return { id: foe.id, name: foe.name, condition: conditionOf(foe), healthPercent }
}

function ofPlayer({ role, level, experience, title, pronouns, origin, lesson }: Character) {
  const begins = experienceFor(level)
  return {
    role,
    experience,
    ...(level < levelMax
      ? {
          toNextLevel: [experience - begins, experienceFor(level + 1) - begins] as [number, number],
        }
      : {}),
    ...(title ? { title } : {}),
    ...(pronouns ? { pronouns } : {}),
    ...(origin ? { origin } : {}),
    ...(lesson ? { arriving: true as const } : {}),
  }
}

function affect(world: WorldReader, effect: Effect): { id: string; name: string } {
  const declared = world.definitions.get<{ name?: string }>('effect', effect.id)
  return { id: effect.id, name: declared?.name ?? effect.id }
}

/** `state.items.data` of PROTOCOL 3.2: alike things are one line with a count. */
export function itemsState(world: WorldReader, holder: { readonly id: HolderId }): ItemsView {
  const held = carried(world, holder.id)
  const types = new Map(held.map((item) => [item.id, prototypeOf(world, item)?.type]))
  return {
    inventory: groupItems(world, held).map(({ id, name, count, lit }) => {
      const type = types.get(id)
      return { id, name, count, ...(type ? { type } : {}), ...(lit ? { lit } : {}) }
    }),
    worn: worn(world, holder.id).map((item) => ({
      id: item.id,
      name: itemName(world, item),
      slot: item.worn ?? '',
    })),
  }
}
