/** Lights burn down, and go out with their bearers when they leave the world. */
import { type NewEvent, onEvent } from '../../../schema/define-event.ts'
import type { Item } from '../../../schema/entities.ts'
import { lightDoused } from '../../../schema/events/consume.ts'
import { itemDestroyed } from '../../../schema/events/items.ts'
import { characterLeft } from '../../../schema/events/presence.ts'
import type { HolderId } from '../../../schema/ids.ts'
import { prototypeOf } from '../../../schema/words.ts'
import { itemsAt, type WorldReader } from '../../../schema/world.ts'
import { defineReaction, eventActs, type System } from '../../define-system.ts'
import { markedItems } from '../../marked.ts'

export const lightsBurn: System = {
  name: 'lights-burn',
  everyBeats: 8,
  run(context) {
    const { world, now } = context
    const timed = [...markedItems(context, 'timed').values()].flat()
    return eventActs(
      ...timed
        .filter(({ lit, until = 0 }) => lit === true && until <= now.beat)
        .flatMap((item) => burntDown(world, item)),
    )
  },
}

function litAt(world: WorldReader, place: HolderId): Item[] {
  return itemsAt(world, place).filter((item) => item.lit === true)
}

/** A candle is gone when it has burnt; a lamp waits for oil. */
function burntDown(world: WorldReader, item: Item): NewEvent[] {
  const out = lightDoused({ item: item.id, why: 'burnt-down', fuel: 0 })
  if (prototypeOf(world, item)?.light?.refuel !== undefined) return [out]
  return [out, itemDestroyed({ item: item.id, reason: 'burnt down' })]
}

/** The lights of a character that leaves the world go out with their fuel kept. */
export const lightsLeave = defineReaction(
  'lights-leave',
  onEvent(characterLeft, ({ world, now }, { character }) => {
    const events = litAt(world, character).map(({ id, until }) =>
      lightDoused({
        item: id,
        why: 'left',
        ...(until === undefined ? {} : { fuel: Math.max(0, until - now.beat) }),
      }),
    )
    return eventActs(...events)
  }),
)
