/** The machine-readable state of a character: gauges and belongings, as the protocol names them. */
import type { CharView } from '../schema/answers/people.ts'
import type { ItemsView } from '../schema/answers/things.ts'
import type { Being, Character, Effect } from '../schema/entities.ts'
import type { EntityId } from '../schema/ids.ts'
import { itemName, prototypeOf } from '../schema/words.ts'
import type { WorldReader } from '../schema/world.ts'
import { carried, worn } from './nouns.ts'
import { groupItems } from './scene.ts'

/** `state.char.data` of PROTOCOL 3.2. */
export function charState(world: WorldReader, being: Being | Character): CharView {
  const player = 'role' in being ? being : undefined
  return {
    id: being.id,
    name: being.name,
    level: being.level,
    vitals: {
      health: [...being.health],
      stamina: [...being.stamina],
      lucidity: [...being.lucidity],
    },
    gold: being.gold,
    affects: being.effects.map((effect) => affect(world, effect)),
    position: being.position,
    ...(player ? { role: player.role, experience: player.experience } : {}),
    ...(player?.title ? { title: player.title } : {}),
  }
}

function affect(world: WorldReader, effect: Effect): { id: string; name: string } {
  const declared = world.definitions.get<{ name?: string }>('effect', effect.id)
  return { id: effect.id, name: declared?.name ?? effect.id }
}

/** `state.items.data` of PROTOCOL 3.2: alike things are one line with a count. */
export function itemsState(world: WorldReader, holder: { readonly id: EntityId }): ItemsView {
  const held = carried(world, holder.id)
  const types = new Map(held.map((item) => [item.id, prototypeOf(world, item)?.type]))
  return {
    inventory: groupItems(world, held).map(({ id, name, count }) => {
      const type = types.get(id)
      return { id, name, count, ...(type ? { type } : {}) }
    }),
    worn: worn(world, holder.id).map((item) => ({
      id: item.id,
      name: itemName(world, item),
      slot: item.worn ?? '',
    })),
  }
}
