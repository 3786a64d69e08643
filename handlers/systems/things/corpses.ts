/** Corpses crumble where somebody may see it, and stacks of alike things become one. */
import { type NewEvent, onEvent } from '../../../schema/define-event.ts'
import type { Item } from '../../../schema/entities.ts'
import { itemMerged } from '../../../schema/events/consume.ts'
import { corpseCrumbled, corpseProto } from '../../../schema/events/death.ts'
import {
  itemDestroyed,
  itemDropped,
  itemGiven,
  itemPut,
  itemTaken,
} from '../../../schema/events/items.ts'
import { itemBought } from '../../../schema/events/trade.ts'
import type { ItemId, RoomId } from '../../../schema/ids.ts'
import { prototypeOf } from '../../../schema/words.ts'
import { itemsAt, type WorldReader } from '../../../schema/world.ts'
import {
  type Act,
  defineReaction,
  eventActs,
  type System,
  type SystemContext,
} from '../../define-system.ts'
import { markedItems } from '../../marked.ts'
import { isPile } from '../../portions.ts'

export const corpsesCrumble: System = {
  name: 'corpses-crumble',
  everyBeats: 40,
  run(context) {
    const { now } = context
    const events = [...markedItems(context, 'timed')].flatMap(([room, timed]) =>
      timed
        .filter(({ place, proto }) => place === room && proto === corpseProto)
        .filter(({ until = 0 }) => until <= now.beat)
        .flatMap((corpse) => crumble(context, corpse, room)),
    )
    return eventActs(...events)
  },
}

/** What players left behind is never lost: it lies in the room from now on. */
function crumble({ world, newId }: SystemContext, corpse: Item, room: RoomId): NewEvent[] {
  const pile = itemsAt(world, room).find(isPile)?.id ?? newId('i')
  const spills = corpse.owner !== undefined
  return [
    corpseCrumbled({ corpse: corpse.id, room, spills, pile }),
    itemDestroyed({ item: corpse.id, reason: 'crumbled' }),
  ]
}

/** A stack that comes to where another of its kind lies becomes one with it. */
export const stacksMerge = defineReaction(
  'stacks-merge',
  onEvent(itemTaken, merge),
  onEvent(itemDropped, merge),
  onEvent(itemPut, merge),
  onEvent(itemGiven, merge),
  onEvent(itemBought, merge),
)

function merge({ world }: SystemContext, moved: { readonly item: ItemId }): Act[] {
  const item = world.get(moved.item)
  if (item?.kind !== 'item' || !canMerge(world, item)) return []
  const into = itemsAt(world, item.place).find((other) => isAlike(item, other))
  return into ? eventActs(itemMerged({ item: item.id, into: into.id })) : []
}

function canMerge(world: WorldReader, item: Item): boolean {
  return prototypeOf(world, item)?.stackable === true && item.worn === undefined
}

/** Two stacks are one when nothing but their ids and sizes tells them apart. */
function isAlike(one: Item, other: Item): boolean {
  return (
    one.id !== other.id &&
    one.proto === other.proto &&
    other.worn === undefined &&
    one.name === other.name &&
    one.description === other.description &&
    one.owner === other.owner &&
    (one.left ?? 0) === (other.left ?? 0)
  )
}
