/** Lights burn down, and go out with their bearers when they leave the world. */
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Item } from '../../../schema/entities.ts'
import { lightDoused } from '../../../schema/events/consume.ts'
import { itemDestroyed } from '../../../schema/events/items.ts'
import type { EntityId } from '../../../schema/ids.ts'
import { prototypeOf } from '../../../schema/words.ts'
import { itemsAt, type WorldReader } from '../../../schema/world.ts'
import type { Reaction, System } from '../../define-system.ts'
import { beingsIn } from '../../nouns.ts'

export const lightsBurn: System = {
  name: 'lights-burn',
  everyBeats: 8,
  run({ world, now, activeRooms }) {
    const events = activeRooms
      .flatMap((room) => [room, ...beingsIn(world, room).map(({ id }) => id)])
      .flatMap((place) => litAt(world, place))
      .filter(({ until }) => until !== undefined && until <= now.beat)
      .flatMap((item) => burntDown(world, item))
    return events.length > 0 ? [{ kind: 'events', events }] : []
  },
}

function litAt(world: WorldReader, place: EntityId): Item[] {
  return itemsAt(world, place).filter((item) => item.lit === true)
}

/** A candle is gone when it has burnt; a lamp waits for oil. */
function burntDown(world: WorldReader, item: Item): NewEvent[] {
  const out = lightDoused({ item: item.id, why: 'burnt-down', fuel: 0 })
  if (prototypeOf(world, item)?.light?.refuel !== undefined) return [out]
  return [out, itemDestroyed({ item: item.id, reason: 'burnt down' })]
}

/** Nobody's candle burns on in an empty world. */
export const lightsLeave: Reaction = {
  name: 'lights-leave',
  on: ['character-left'],
  react({ world, now }, event) {
    const events = litAt(world, String(event.data.character)).map(({ id, until }) =>
      lightDoused({
        item: id,
        why: 'left',
        ...(until === undefined ? {} : { fuel: Math.max(0, until - now.beat) }),
      }),
    )
    return events.length > 0 ? [{ kind: 'events', events }] : []
  },
}
