/** Quantities: whole things, some pieces of a stack, an amount of gold. */
import type { NewEvent } from '../schema/define-event.ts'
import type { Item } from '../schema/entities.ts'
import { goldPile } from '../schema/events/gold.ts'
import { itemSplit } from '../schema/events/items.ts'
import type { HolderId, ItemId } from '../schema/ids.ts'
import { prototypeOf } from '../schema/words.ts'
import { itemsAt, type WorldReader } from '../schema/world.ts'
import type { Context } from './decision.ts'
import { find, fits, type Refused, readNoun, refuse, type Wording, wholeNumber } from './nouns.ts'

/** `count` pieces of a stack; all of it when `count` is the stack's own. */
export interface Portion {
  readonly item: Item
  readonly count: number
}

/** The things, or pieces of stacks, that a phrase means: "3 arrows" may come from two stacks. */
export function findPortions(
  world: WorldReader,
  phrase: string,
  candidates: readonly Item[],
  wording: Wording,
): { readonly kind: 'found'; readonly portions: readonly Portion[] } | Refused {
  const found = find(world, phrase, candidates, wording)
  if (found.kind === 'refused') return found
  const { count } = readNoun(phrase)
  if (count === undefined) {
    return { kind: 'found', portions: found.entities.map((item) => ({ item, count: item.count })) }
  }
  const portions: Portion[] = []
  let wanted = count
  for (const item of found.entities) {
    if (wanted === 0) break
    const taken = Math.min(wanted, item.count)
    portions.push({ item, count: taken })
    wanted -= taken
  }
  // Fewer than somebody asked for is not what they meant: a price may hang on the number.
  const there = count - wanted
  const only = there === 1 ? 'There is only one of those.' : `There are only ${there} of those.`
  if (wanted > 0) return refuse('too-few', only)
  return { kind: 'found', portions }
}

/** The events that move each portion; a part of a stack is split off first. */
export function moving(
  context: Context,
  portions: readonly Portion[],
  event: (item: ItemId) => NewEvent,
): NewEvent[] {
  return portions.flatMap(({ item, count }) => {
    if (count >= item.count) return [event(item.id)]
    const into = context.newId('i')
    return [itemSplit({ item: item.id, into, count }), event(into)]
  })
}

/**
 * The amount of gold that a phrase means, `'all'` of it, or null when it means a thing. "Coins" means
 * a thing where one of the `things` is called so, because a world may have coins that are things.
 */
export function goldIn(
  phrase: string,
  world?: WorldReader,
  things: readonly Item[] = [],
): number | 'all' | null {
  const words = phrase.toLowerCase().replace('.', ' ').trim()
  const match = goldWords.exec(words)
  if (!match) return null
  const [, amount, word = ''] = match
  if (/^(coin|piece)/.test(word) && world && things.some((item) => isCoin(world, item))) return null
  if (amount && /^\d+$/.test(amount)) return wholeNumber(amount)
  return amount === undefined && word === 'coin' ? 1 : 'all'
}

const goldWords =
  /^(?:(\d+|all|some|every) )?(?:of )?(?:my |the )?(gold(?: coins?| pieces?)?|money|cash|coins?|pieces?|gp|coppers?)$/

/** True for a thing, not a pile of gold, that is called a coin. */
function isCoin(world: WorldReader, item: Item): boolean {
  return !isPile(item) && (fits(world, item, ['coin']) || fits(world, item, ['pieces']))
}

/** True for a pile of loose gold: it has no prototype, and nobody carries it. */
export function isPile(item: Item): boolean {
  return item.proto === goldPile
}

/** Weight of an item with everything in it, in pounds. */
export function weightOf(world: WorldReader, item: Item, depth = 0): number {
  const own = (prototypeOf(world, item)?.weight ?? 0) * item.count
  // Containers lie only a few deep in each other; in a damaged world they could lie in a circle.
  if (depth > 8) return own
  return itemsAt(world, item.id).reduce(
    (sum, inner) => sum + weightOf(world, inner, depth + 1),
    own,
  )
}

/** Weight of one portion, in pounds; what a container holds goes with it. */
export function portionWeight(world: WorldReader, { item, count }: Portion): number {
  return count >= item.count
    ? weightOf(world, item)
    : (prototypeOf(world, item)?.weight ?? 0) * count
}

/** True when `item` is `holder` or lies, however deep, inside it. */
export function isInside(world: WorldReader, item: ItemId, holder: HolderId): boolean {
  let at: string | undefined = item
  for (let depth = 0; at && depth < 16; depth += 1) {
    if (at === holder) return true
    at = world.get(at)?.place
  }
  return false
}

/** How many containers are around something at `place`; rooms and people do not count. */
export function depthOf(world: WorldReader, place: string): number {
  let depth = 0
  let at = world.get(place)
  while (at?.kind === 'item' && depth < 16) {
    depth += 1
    at = world.get(at.place)
  }
  return depth
}
