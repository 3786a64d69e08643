/** Making copies of prototypes: the events, and the changing part that a fresh copy begins with. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Mobile } from '../../schema/entities.ts'
import { itemLoaded } from '../../schema/events/items.ts'
import { mobileLoaded } from '../../schema/events/world.ts'
import type { EntityId, HolderId, ItemId, MobileId, PrototypeId, RoomId } from '../../schema/ids.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { ItemPrototype, MobilePrototype } from '../../schema/world-file.ts'
import type { Dice } from '../decision.ts'

export interface Maker {
  readonly world: WorldReader
  newId(prefix: string): string
}

interface WantedItem {
  readonly proto: PrototypeId
  /** The room, container or being that gets it. */
  readonly place: HolderId
  /** Why it exists, for the history of the item. */
  readonly reason: string
  /** The slot in which its holder wears it from the start. */
  readonly worn?: string | undefined
}

/** A new copy and the event that brings it into the world. */
export interface Made<Id extends EntityId> {
  readonly id: Id
  readonly event: NewEvent
}

/** One new copy of an item; undefined when there is no such prototype. */
export function makeItem(
  { world, newId }: Maker,
  { proto, place, reason, worn }: WantedItem,
): Made<ItemId> | undefined {
  const prototype = world.definitions.get<ItemPrototype>('item', proto)
  if (!prototype) return undefined
  const item = newId('i')
  const state = initialState(prototype)
  const event = itemLoaded({ item, proto, place, reason, state, ...(worn ? { worn } : {}) })
  return { id: item, event }
}

/** The event of one new copy of an item, in a list; empty when there is no such prototype. */
export function itemEvents(maker: Maker, wanted: WantedItem): NewEvent[] {
  const made = makeItem(maker, wanted)
  return made ? [made.event] : []
}

interface WantedMobile {
  readonly proto: PrototypeId
  readonly room: RoomId
  /** What made it: zone and reset line, or the outcome of a conflict. */
  readonly origin: string
}

/** One new mobile; undefined when there is no such prototype. */
export function makeMobile(
  { world, newId, dice }: Maker & { readonly dice: Dice },
  { proto, room, origin }: WantedMobile,
): Made<MobileId> | undefined {
  const prototype = world.definitions.get<MobilePrototype>('mobile', proto)
  if (!prototype) return undefined
  const mobile = newId('m')
  const state = mobileState(prototype, dice)
  return { id: mobile, event: mobileLoaded({ mobile, proto, room, origin, state }) }
}

/** The changing part of a fresh item. */
export function initialState(prototype: ItemPrototype): Record<string, unknown> {
  const { container, light, consumable } = prototype
  return {
    ...(container?.closed ? { closed: true } : {}),
    ...(container?.locked ? { closed: true, locked: true } : {}),
    ...(light && light.fuelBeats > 0 ? { fuel: light.fuelBeats } : {}),
    ...(consumable ? { left: consumable.uses } : {}),
  }
}

/** The changing part of a fresh mobile. */
export function mobileState(prototype: MobilePrototype, dice: Dice): Record<string, unknown> {
  const [least, most] = prototype.gold
  const state: Omit<Mobile, 'id' | 'kind' | 'place' | 'proto'> = {
    name: prototype.name,
    level: prototype.level,
    health: [prototype.health, prototype.health],
    stamina: [prototype.stamina, prototype.stamina],
    lucidity: [100, 100],
    gold: most > 0 ? dice.between(least, most) : 0,
    position: 'standing',
    effects: [],
  }
  return { ...state }
}
