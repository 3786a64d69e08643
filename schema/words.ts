/** Small pieces of English with markup, used by every `text` function. */
import type { Entity, Item } from './entities.ts'
import type { EntityId, PrototypeId } from './ids.ts'
import { escapeMarkup } from './markup.ts'
import { canonicalName } from './names.ts'
import type { WorldReader } from './world.ts'
import type { ItemPrototype, MobilePrototype } from './world-file.ts'

/** A thing or person as views carry it: enough for words and for a client's lists. */
export interface Named<Id extends EntityId = EntityId> {
  readonly id: Id
  readonly name: string
  readonly kind: 'player' | 'npc' | 'item' | 'other'
}

/** Resolves an id to what a viewer may know of it. Unknown ids read "something". */
export function named<Id extends EntityId>(world: WorldReader, id: Id): Named<Id> {
  const entity = world.get(id)
  if (!entity) return { id, name: 'something', kind: 'other' }
  if (entity.kind === 'character') return { id, name: entity.name, kind: 'player' }
  if (entity.kind === 'mobile') return { id, name: entity.name, kind: 'npc' }
  if (entity.kind === 'item') return { id, name: itemName(world, entity), kind: 'item' }
  return { id, name: 'something', kind: 'other' }
}

export function prototypeOf(world: WorldReader, item: Item): ItemPrototype | undefined {
  return world.definitions.get<ItemPrototype>('item', item.proto)
}

export function mobilePrototype(
  world: WorldReader,
  proto: PrototypeId,
): MobilePrototype | undefined {
  return world.definitions.get<MobilePrototype>('mobile', proto)
}

/** An item's own name, or its prototype's; a stack says how many. */
export function itemName(world: WorldReader, item: Item): string {
  const prototype = prototypeOf(world, item)
  const single = item.name ?? prototype?.name ?? 'something'
  if (item.count <= 1) return single
  return `${item.count} ${prototype?.plural ?? pluralOf(single)}`
}

/** The words by which a player may call an entity, lower case. */
export function keywordsOf(world: WorldReader, entity: Entity): readonly string[] {
  if (entity.kind === 'character') return [canonicalName(entity.name)]
  if (entity.kind === 'mobile') {
    return mobilePrototype(world, entity.proto)?.keywords ?? wordsOf(entity.name)
  }
  if (entity.kind === 'item') {
    return entity.keywords ?? prototypeOf(world, entity)?.keywords ?? wordsOf(entity.name ?? '')
  }
  return []
}

/** The words of a name that say something, lower case. */
export function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && word !== 'the')
}

function pluralOf(name: string): string {
  const bare = name.replace(/^(a|an|the|some) /i, '')
  return /(s|x|ch|sh)$/.test(bare) ? `${bare}es` : `${bare}s`
}

/** A person or thing in colour, as it reads inside a sentence. */
export function mark(who: Named): string {
  const colour = who.kind === 'player' ? 'player' : who.kind === 'npc' ? 'npc' : 'item'
  return `{${colour}}${escapeMarkup(who.name)}{/}`
}

/** The same at the start of a sentence. */
export function markFirst(who: Named): string {
  return mark({ ...who, name: capital(who.name) })
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Prose of the world in which what can be typed stands in quotation marks, with those words marked. */
export function commandsIn(prose: string): string {
  return escapeMarkup(prose).replace(/“([^“”]+)”/g, '“{command}$1{/}”')
}

/** "a lamp, a rope and a key" */
export function list(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? ''
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** Quoted speech in its colour; markup in it is shown as text. */
export function spoken(text: string): string {
  return `{speech}“${escapeMarkup(text)}”{/}`
}

/** "1 coin", "3 coins" */
export function counted(count: number, single: string, plural = `${single}s`): string {
  return `${count} ${count === 1 ? single : plural}`
}
