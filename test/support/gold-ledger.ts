/**
 * The proof of the gold: how much each event adds to the world. Every event that is not named here
 * passes gold on from one holder to another and adds nothing.
 */
import type { NewEvent } from '../../schema/define-event.ts'
import { goldOf } from '../../schema/entities.ts'
import { itemDestroyed, itemLoaded } from '../../schema/events/items.ts'
import { characterCreated } from '../../schema/events/presence.ts'
import { goldRemade, goldUnmade } from '../../schema/events/reversal.ts'
import { goldBurnt, goldMinted } from '../../schema/events/trade.ts'
import { mobileGone, mobileLoaded } from '../../schema/events/world.ts'
import type { EntityId } from '../../schema/ids.ts'
import type { WorldReader } from '../../schema/world.ts'

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
  if (goldMinted.is(event) || goldRemade.is(event)) return event.data.amount
  if (goldBurnt.is(event) || goldUnmade.is(event)) return -event.data.amount
  if (characterCreated.is(event)) return event.data.gold ?? 0
  if (itemLoaded.is(event) || mobileLoaded.is(event)) return Number(event.data.state?.['gold'] ?? 0)
  if (itemDestroyed.is(event)) return -goldWithin(world, event.data.item)
  if (mobileGone.is(event)) return -goldWithin(world, event.data.mobile)
  return 0
}
