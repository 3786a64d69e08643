/**
 * What an event did to things and gold, by comparing the world before it with the world after it.
 * No event type has to be known for that, so whatever moved a thing can be reversed.
 */
import { z } from 'zod'
import type { Being, Entity, Item } from '../../schema/entities.ts'
import { goldOf } from '../../schema/entities.ts'
import { goldPile } from '../../schema/events/gold.ts'
import { formerItem } from '../../schema/events/reversal.ts'
import type { EntityId } from '../../schema/ids.ts'
import { named } from '../../schema/words.ts'
import { WorldMap } from '../../schema/world-map.ts'

const id = z.string().max(80)
const name = z.string().max(200)

const effect = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('moved'), item: id, name, from: id }),
  z.strictObject({ of: z.literal('made'), item: id, name, count: z.int().positive() }),
  /** The outermost thing first, then what was in it. */
  z.strictObject({ of: z.literal('gone'), name, items: z.array(formerItem).min(1).max(500) }),
  z.strictObject({
    of: z.literal('gold'),
    holder: id,
    name,
    /** Coins more or fewer than before. */
    change: z.int(),
    /** For a pile: the room it lay in. */
    room: id.optional(),
  }),
  /** Something that cannot be reversed, in words. */
  z.strictObject({ of: z.literal('other'), why: z.string().max(300) }),
])
export type Effect = z.infer<typeof effect>

/** An event that an admin has chosen to reverse, and what it did. */
export const chosenEvent = z.strictObject({
  at: z.string().regex(/^\d{1,15}\.\d{1,9}$/),
  type: z.string().max(60),
  effects: z.array(effect).max(500),
})
export type ChosenEvent = z.infer<typeof chosenEvent>

const stackChanged = 'it divided, joined or used up a stack'

/** True when the event changed how a stack is divided; that cannot be reversed. */
export function isStackChange(effect: Effect): boolean {
  return effect.of === 'other' && effect.why.startsWith(stackChanged)
}

/** What `happen` does to things and gold when it is applied to `before`, which stays as it is. */
export function effectsOf(before: WorldMap, happen: (world: WorldMap) => void): Effect[] {
  const after = new WorldMap(before)
  const touched = new Set<EntityId>()
  after.journal = touched
  happen(after)
  after.journal = undefined
  const effects: Effect[] = []
  const gone: Item[] = []
  for (const one of [...touched].sort()) {
    const [was, is] = [before.get(one), after.get(one)]
    if (was?.kind === 'item' && !is && was.proto !== goldPile) gone.push(was)
    else effects.push(...effectOnItem(after, was, is))
    effects.push(...effectOnGold(was, is, was ? before : after))
    if (isBeing(was ?? is) && (!was || !is)) {
      effects.push({ of: 'other', why: 'it made somebody come into the world or leave it' })
    }
  }
  return [...effects, ...goneTrees(before, gone)]
}

function isBeing(entity: Entity | undefined): entity is Entity & Being {
  return entity?.kind === 'character' || entity?.kind === 'mobile'
}

function effectOnItem(
  after: WorldMap,
  was: Entity | undefined,
  is: Entity | undefined,
): readonly Effect[] {
  if (is?.kind !== 'item' || is.proto === goldPile) return []
  const { name } = named(after, is.id)
  if (was?.kind !== 'item') return [{ of: 'made', item: is.id, name, count: is.count }]
  const moved: Effect[] =
    was.place === is.place ? [] : [{ of: 'moved', item: is.id, name, from: was.place }]
  if (was.count === is.count) return moved
  return [...moved, { of: 'other', why: `${stackChanged} (${name})` }]
}

/** A change of gold. What somebody brought or took away on coming or leaving is none. */
function effectOnGold(
  was: Entity | undefined,
  is: Entity | undefined,
  naming: WorldMap,
): readonly Effect[] {
  const one = was ?? is
  if (!one || (isBeing(one) && (!was || !is))) return []
  const change = (is ? goldOf(is) : 0) - (was ? goldOf(was) : 0)
  if (change === 0) return []
  const { name } = named(naming, one.id)
  const room = one.kind === 'item' && one.proto === goldPile ? { room: one.place } : {}
  return [{ of: 'gold', holder: one.id, name, change, ...room }]
}

/** Things that ceased to exist together: each outermost thing with what was in it. */
function goneTrees(before: WorldMap, gone: readonly Item[]): Effect[] {
  const ids = new Set<EntityId>(gone.map((item) => item.id))
  const within = (place: EntityId): Item[] =>
    gone.filter((item) => item.place === place).flatMap((item) => [item, ...within(item.id)])
  return gone
    .filter((item) => !ids.has(item.place))
    .map((item) => ({
      of: 'gone',
      name: named(before, item.id).name,
      items: [item, ...within(item.id)].map(formerOf),
    }))
}

function formerOf(item: Item): z.infer<typeof formerItem> {
  const {
    id: own,
    kind: _kind,
    proto,
    place,
    count,
    made,
    gold: _gold,
    worn: _worn,
    ...state
  } = item
  return { item: own, proto, place, count, made, state }
}
