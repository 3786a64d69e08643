/**
 * The proof of the gold: how much each event adds to the world. Every event that is not named here
 * passes gold on from one holder to another and adds nothing, which a property over random commands
 * and an audit of the log both check.
 */
import type { NewEvent } from './define-event.ts'
import type { Entity } from './entities.ts'
import type { EntityId } from './ids.ts'
import type { WorldReader } from './world.ts'

/** All gold an entity holds by itself: purse, bank box, and what lies in a thing. */
export function goldOf(entity: Entity): number {
  if (entity.kind === 'character') return entity.gold + (entity.bank ?? 0)
  if (entity.kind === 'mobile' || entity.kind === 'item') return entity.gold ?? 0
  return 0
}

/** The gold of an entity and of everything in it, however deep. */
export function goldWithin(world: WorldReader, id: EntityId, depth = 0): number {
  const entity = world.get(id)
  if (!entity || depth > 16) return 0
  return world
    .contents(id)
    .reduce((sum, inner) => sum + goldWithin(world, inner.id, depth + 1), goldOf(entity))
}

/**
 * How much gold `event` is about to add to `world` (negative: take from it), in coins. Ask before
 * the event is applied, because what vanishes with a thing can only be counted while it is there.
 */
export function mintedBy(world: WorldReader, event: NewEvent): number {
  const data = event.data as Readonly<Record<string, unknown>>
  const id = (field: string) => String(data[field] ?? '')
  switch (event.type) {
    case 'gold-minted':
    case 'gold-remade':
      return Number(data['amount'])
    case 'gold-burnt':
    case 'gold-unmade':
      return -Number(data['amount'])
    case 'character-created':
      return Number(data['gold'] ?? 0)
    case 'item-loaded':
    case 'mobile-loaded':
      return Number((data['state'] as { gold?: number } | undefined)?.gold ?? 0)
    case 'item-destroyed':
      return -goldWithin(world, id('item'))
    case 'mobile-gone':
      return -goldWithin(world, id('mobile'))
    default:
      return 0
  }
}
