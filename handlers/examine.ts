/** A close look: a detail of the room, a thing, a person, or what a container holds. */
import type { Being, Entity, Item } from '../schema/entities.ts'
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
import type { Context, Decision } from './decision.ts'
import { beingsIn, find, worn } from './nouns.ts'
import { groupItems } from './scene.ts'

export type Examined =
  | { kind: 'text'; text: string }
  | { kind: 'refused'; decision: Decision }
  | { kind: 'nothing' }

/** What a close look at `phrase` shows to the actor. */
export function examineThing(context: Context, phrase: string): Examined {
  const detail = roomDetail(context, phrase)
  if (detail) return { kind: 'text', text: escapeMarkup(detail) }
  const { world, actor, room } = context
  if (/^(self|me|myself)$/i.test(phrase)) return { kind: 'text', text: describe(world, actor) }
  const candidates: Entity[] = [
    ...beingsIn(world, room.id, actor.id),
    ...itemsAt(world, actor.id),
    ...itemsAt(world, room.id),
  ]
  const found = find(world, phrase, candidates, { none: (noun) => `You see no ${noun} here.` })
  if (found.kind === 'refused') return found
  const [entity] = found.entities
  return entity ? { kind: 'text', text: describe(world, entity) } : { kind: 'nothing' }
}

/** Details are declared as "rope|ropes" in the world files. */
function roomDetail(context: Context, phrase: string): string | undefined {
  const typed = phrase.toLowerCase()
  for (const [names, text] of Object.entries(context.room.details ?? {})) {
    if (names.toLowerCase().split('|').includes(typed)) return text
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
  if (prototype?.type === 'container' || item.gold !== undefined || itemsAt(world, item.id).length > 0) {
    lines.push(insideOf(world, item))
  }
  if (item.lit) lines.push('It burns with a steady light.')
  return lines.join('\n')
}

function insideOf(world: WorldReader, item: Item): string {
  if (item.closed) return 'It is closed.'
  const held = groupItems(world, itemsAt(world, item.id))
  const names = held.map((thing) =>
    thing.count > 1 ? `${escapeMarkup(thing.name)} (${thing.count})` : escapeMarkup(thing.name),
  )
  if (item.gold) names.push(`${item.gold} gold`)
  return names.length > 0 ? `Inside: {item}${list(names)}{/}.` : 'It is empty.'
}

/** How hurt somebody looks, in words. */
export function condition(being: Being): string {
  const [now, max] = being.health
  const share = max > 0 ? (100 * now) / max : 100
  const how =
    share >= 100
      ? 'is in perfect health'
      : share >= 75
        ? 'has a few scratches'
        : share >= 50
          ? 'is bleeding'
          : share >= 25
            ? 'is badly wounded'
            : 'can hardly stand'
  return `${capital(escapeMarkup(being.name))} ${how}.`
}

function equipment(world: WorldReader, being: Being): string {
  const used = worn(world, being.id).map((item) => mark(named(world, item.id)))
  return used.length > 0 ? `${capital(escapeMarkup(being.name))} uses ${list(used)}.` : ''
}

/** An item's name with its article, escaped, for sentences. */
export function thing(world: WorldReader, item: Item): string {
  return `{item}${escapeMarkup(itemName(world, item))}{/}`
}
