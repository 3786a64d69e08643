/** Lamps and candles: which one a phrase means. */
import type { Item } from '../../../schema/entities.ts'
import { capital, prototypeOf } from '../../../schema/words.ts'
import { itemsAt } from '../../../schema/world.ts'
import type { ItemPrototype } from '../../../schema/world-file.ts'
import type { Context } from '../../decision.ts'
import { nameWithThe } from '../../examine.ts'
import { find, type Refused, refuse } from '../../nouns.ts'

type Lamp = {
  readonly kind: 'lamp'
  readonly item: Item
  readonly light: NonNullable<ItemPrototype['light']>
}

/** The lamp or candle that is meant, here or in the actor's hands; if possible one in that state. */
export function lampMeant(
  { world, actor, room }: Context,
  phrase: string,
  state?: 'burning' | 'out',
): Lamp | Refused {
  const candidates = [...itemsAt(world, actor.id), ...itemsAt(world, room.id)]
  const lamps = candidates.filter((item) => prototypeOf(world, item)?.light !== undefined)
  const wished = state ? lamps.filter((item) => (item.lit ? 'burning' : 'out') === state) : lamps
  const words = { none: (noun: string) => `You see no ${noun} here.` }
  const best = find(world, phrase, wished, words)
  const found = best.kind === 'found' ? best : find(world, phrase, candidates, words)
  if (found.kind === 'refused') return found
  const [item] = found.entities
  const light = prototypeOf(world, item)?.light
  return light
    ? { kind: 'lamp', item, light }
    : refuse('no-light', `${capital(nameWithThe(world, item))} gives no light.`)
}
