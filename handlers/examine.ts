/** A close look at a detail of the room, a thing, somebody, a way out, or into a container. */
import { shortDirections, towards } from '../schema/directions.ts'
import type { Being, Entity, Item } from '../schema/entities.ts'
import { bare } from '../schema/events/movement.ts'
import { escapeMarkup } from '../schema/markup.ts'
import {
  capital,
  itemName,
  list,
  mark,
  mobilePrototype,
  named,
  prototypeOf,
} from '../schema/words.ts'
import { itemsAt, type WorldReader } from '../schema/world.ts'
import type { Context } from './decision.ts'
import { find, othersHere, type Refused, refuse, worn } from './nouns.ts'
import { didYouMean, nearWords } from './phrasing/near-words.ts'
import { isPile } from './portions.ts'
import { groupItems, visibleExits } from './scene.ts'

/** What one sees, with markup, or why there is nothing to see. */
export type Examined = { readonly kind: 'text'; readonly text: string } | Refused

/** What a close look at `phrase` shows to the actor. */
export function examineThing(context: Context, phrase: string): Examined {
  const detail = roomDetail(context, phrase)
  if (detail) return { kind: 'text', text: escapeMarkup(detail) }
  const { world, actor, room } = context
  if (/^(self|me|myself)$/i.test(phrase)) return { kind: 'text', text: describe(world, actor) }
  const way = wayOut(context, phrase)
  if (way) return { kind: 'text', text: way }
  const candidates: Entity[] = [
    ...othersHere(world, actor),
    ...itemsAt(world, actor.id),
    ...itemsAt(world, room.id),
  ]
  const found = find(world, phrase, candidates, { none: (noun) => `You see no ${noun} here.` })
  if (found.kind === 'found') return { kind: 'text', text: describe(world, found.entities[0]) }
  const named = detailByLastWord(context, phrase)
  return named ? { kind: 'text', text: escapeMarkup(named) } : withDetails(context, phrase, found)
}

/** The refusal, which proposes a detail that the phrase may be a slip of. */
function withDetails(context: Context, phrase: string, refused: Refused): Refused {
  const { decision } = refused
  if (decision.kind !== 'reject' || decision.code !== 'not-here') return refused
  if (decision.text.includes('Did you mean')) return refused
  const names = detailsOf(context).flatMap(([known]) => known)
  const near = didYouMean(nearWords(phrase.toLowerCase(), names))
  return refuse(decision.code, `${decision.text}${near}`)
}

/** Details are declared as "rope|ropes" in the world files. */
function roomDetail(context: Context, phrase: string): string | undefined {
  const typed = phrase.toLowerCase()
  for (const [names, text] of detailsOf(context)) if (names.includes(typed)) return text
  return undefined
}

/** "the old hearth": the last word names a detail, when nothing else here is called so. */
function detailByLastWord(context: Context, phrase: string): string | undefined {
  const words = phrase.split(' ')
  return words.length > 1 ? roomDetail(context, words.at(-1) ?? '') : undefined
}

const detailsOf = ({ room }: Context): [names: string[], text: string][] =>
  Object.entries(room.details ?? {}).map(([names, text]) => [names.toLowerCase().split('|'), text])

/** What one sees in a direction, or of the door that is named. */
function wayOut({ world, room }: Context, phrase: string): string | undefined {
  const typed = phrase.toLowerCase()
  for (const exit of visibleExits(room)) {
    const way = exit.dir
    const door = exit.doorName ? bare(exit.doorName).toLowerCase() : undefined
    if (typed !== way && typed !== shortDirections[way] && typed !== door) continue
    if (exit.door && exit.door !== 'open')
      return `The ${escapeMarkup(door ?? 'door')} is ${exit.door}.`
    const title = world.room(exit.to)?.title
    return title ? `You see {room}${escapeMarkup(title)}{/} ${towards(way)}.` : undefined
  }
  return undefined
}

function describe(world: WorldReader, entity: Entity): string {
  if (entity.kind === 'item') return describeItem(world, entity)
  if (entity.kind === 'character' || entity.kind === 'mobile') {
    const words =
      entity.kind === 'mobile'
        ? mobilePrototype(world, entity.proto)?.description
        : (entity.description ?? `${entity.name} looks like somebody with a story.`)
    return [escapeMarkup(words ?? ''), condition(entity), equipment(world, entity)]
      .filter(Boolean)
      .join('\n')
  }
  return 'You see nothing special.'
}

function describeItem(world: WorldReader, item: Item): string {
  const prototype = prototypeOf(world, item)
  const lines = [
    escapeMarkup(item.description ?? prototype?.description ?? 'You see nothing special about it.'),
  ]
  if (prototype?.text) lines.push(escapeMarkup(prototype.text))
  const holds = prototype?.type === 'container' || itemsAt(world, item.id).length > 0
  if (holds || (item.gold !== undefined && !isPile(item))) lines.push(insideOf(world, item))
  if (item.lit) lines.push('It burns with a steady light.')
  return lines.join('\n')
}

function insideOf(world: WorldReader, item: Item): string {
  if (item.closed) return item.locked ? 'It is locked.' : 'It is closed.'
  const held = groupItems(world, itemsAt(world, item.id))
  const names = held.map((thing) =>
    thing.count > 1 ? `${escapeMarkup(thing.name)} (${thing.count})` : escapeMarkup(thing.name),
  )
  if (item.gold) names.push(`${item.gold} gold`)
  return names.length > 0 ? `Inside: {item}${list(names)}{/}.` : 'It is empty.'
}

/** How hurt somebody looks, in words. */
function condition(being: Being): string {
  return `${capital(escapeMarkup(being.name))} ${conditionOf(being)}.`
}

/** "has a few scratches": the state of somebody's health, without numbers. */
export function conditionOf(being: Being): string {
  const [now, max] = being.health
  const share = max > 0 ? (100 * now) / max : 100
  return share >= 100
    ? 'is in perfect health'
    : share >= 75
      ? 'has a few scratches'
      : share >= 50
        ? 'is bleeding'
        : share >= 25
          ? 'is badly wounded'
          : 'can hardly stand'
}

function equipment(world: WorldReader, being: Being): string {
  const used = worn(world, being.id).map((item) => mark(named(world, item.id)))
  return used.length > 0 ? `${capital(escapeMarkup(being.name))} uses ${list(used)}.` : ''
}

/** "the brass lantern", "the 3 arrows": an item's name in a refusal, without markup. */
export function nameWithThe(world: WorldReader, item: Item): string {
  return `the ${bare(itemName(world, item))}`
}
