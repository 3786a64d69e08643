/** Reversing what happened to things: moving them back, making them again, taking them out of the world. */
import type { Entity } from '../../schema/entities.ts'
import { itemRemade, itemReturned, itemUnmade } from '../../schema/events/reversal.ts'
import type { EntityId } from '../../schema/ids.ts'
import { named } from '../../schema/words.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Effect } from './effects.ts'
import type { Planner } from './planner.ts'

type Of<K extends Effect['of']> = Extract<Effect, { of: K }>

/** How an admin reads a place: a room by its title, anything else by its name. */
function placeName(world: WorldReader, place: EntityId): string {
  const entity = world.get(place)
  return entity?.kind === 'room' ? entity.title : named(world, place).name
}

function canHold(entity: Entity | undefined): boolean {
  const kinds = ['room', 'character', 'mobile', 'item']
  return entity !== undefined && kinds.includes(entity.kind)
}

/** True when `place` is `thing` or lies in it. */
function isWithin(world: WorldReader, place: EntityId, thing: EntityId): boolean {
  let at: EntityId = place
  for (let depth = 0; at !== '' && depth < 32; depth += 1) {
    if (at === thing) return true
    at = world.get(at)?.place ?? ''
  }
  return false
}

/** Brings a thing back to where it was before, wherever it is now. */
export function moveBack(planner: Planner, { item, name, from }: Of<'moved'>): void {
  const { world, reversal } = planner
  const thing = world.get(item)
  if (thing?.kind !== 'item') return planner.cannot(`${name} is no longer in the world`)
  const [now, to] = [placeName(world, thing.place), placeName(world, from)]
  if (thing.place === from) return planner.cannot(`${name} is back in its place already (${to})`)
  if (!canHold(world.get(from))) {
    return planner.cannot(`${name} stays with ${now}: what it was in is no longer there`)
  }
  if (isWithin(world, from, item)) return planner.cannot(`${name} cannot go into itself`)
  planner.does(
    `${name} goes from ${now} back to ${to}`,
    itemReturned({ item, to: from, ...reversal }),
  )
}

/** Makes things again that no longer exist, in the place where they were. */
export function makeAgain(planner: Planner, { name, items }: Of<'gone'>): void {
  const { world, reversal } = planner
  const place = items[0]?.place ?? ''
  if (items.some((one) => world.get(one.item)))
    return planner.cannot(`${name} exists again already`)
  if (!canHold(world.get(place))) {
    return planner.cannot(`${name} cannot be made again: what it was in is no longer there`)
  }
  const more = items.length > 1 ? ` with ${items.length - 1} in it` : ''
  const words = `${name}${more} comes to be again with ${placeName(world, place)}`
  planner.does(words, itemRemade({ items, ...reversal }))
}

/** Takes a thing out of the world that the event brought into it. */
export function unmake(planner: Planner, { item, name, count: all }: Of<'made'>): void {
  const { world, reversal } = planner
  const thing = world.get(item)
  if (thing?.kind !== 'item') return planner.cannot(`${name} is no longer in the world`)
  if ((thing.gold ?? 0) > 0) return planner.cannot(`${name} stays: there is gold of others in it`)
  const count = Math.min(all, thing.count)
  const where = placeName(world, thing.place)
  const inside = world.contents(item).length
  const spilled = inside > 0 ? `; the ${inside} in it stay there` : ''
  const which = all > 1 ? `${count} of ${name}` : name
  if (count < all) planner.cannot(`${all - count} of ${name} are elsewhere or used up`)
  planner.does(
    `${which} vanishes from ${where}${spilled}`,
    itemUnmade({ item, count, ...reversal }),
  )
}
