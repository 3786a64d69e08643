import { ownOf } from '../../../schema/own.ts'
import type { ItemType, Modifiers, WearSlot } from '../../../schema/world-file.ts'
import type { AreaExtra, AreaItem } from './area-model.ts'
import { affectBits, extraBits, readBits, wearBits } from './classic-flags.ts'
import { classicKeywords, classicLetter, classicLine, classicProse } from './classic-text.ts'
import { translateUse } from './translate-item-use.ts'
import { translateExtras, triggerNotes, withNotes } from './translate-rooms.ts'
import type { Translation } from './translation.ts'

/** Our type for each classic type word; the ones we have no counterpart for become `other`. */
const itemTypes: Readonly<Record<string, ItemType>> = {
  light: 'light',
  scroll: 'scroll',
  wand: 'tool',
  staff: 'tool',
  weapon: 'weapon',
  furniture: 'furniture',
  treasure: 'treasure',
  armor: 'armour',
  potion: 'potion',
  pill: 'potion',
  worn: 'clothing',
  trash: 'trash',
  container: 'container',
  note: 'note',
  drink: 'drink',
  fountain: 'drink',
  key: 'key',
  food: 'food',
  money: 'treasure',
  pen: 'tool',
  boat: 'boat',
  map: 'note',
  gem: 'treasure',
  jewelry: 'jewellery',
}

/** Types whose meaning is only approached by ours. */
const approximatedTypes = new Set(['wand', 'staff', 'pill', 'money', 'pen', 'map', 'fountain'])

/** Our item type for a type word of an object or a shop. */
export function itemTypeOf(word: string): ItemType {
  return ownOf(itemTypes, word) ?? 'other'
}

/** An item, as a builder would write it in a world file. */
export function translateItem(translation: Translation, item: AreaItem) {
  const { dialect, reporter, counts } = translation
  const name = classicLine(item.short, dialect) || `a thing without a name`
  const { description, extras } = lookOf(translation, item)
  const flags = flagsOf(translation, item)
  const use = translateUse(translation, item)
  const type = typeOf(translation, item)
  counts.items += 1
  counts.extraDescriptions += item.extras.length
  reporter.mapped('object', item.at)
  const text = classicLetter(item.action, dialect)
  const ground = classicProse(item.long, dialect)
  const modifiers = modifiersOf(translation, item)
  return {
    name,
    keywords: classicKeywords(item.keywords, dialect),
    description: description || `There is nothing special about ${name.replaceAll('{', '{{')}.`,
    ...(ground === '' ? {} : { ground }),
    type,
    ...(flags.slot === undefined ? {} : { slot: flags.slot }),
    ...use.blocks,
    ...(text === '' ? {} : { text }),
    details: translateExtras(translation, extras),
    modifiers: modifiers.modifiers,
    weight: translation.bounded('weight', item.at, poundsOf(translation, item), [0, 100_000]),
    value: translation.bounded('value', item.at, item.cost, [0, 1_000_000_000]),
    level: translation.bounded('level of an object', item.at, item.level, [0, 200]),
    flags: flags.flags,
    vnum: item.vnum,
    ...withNotes([
      `type ${item.type}, values ${item.values.join(' ')}`,
      ...flags.notes,
      ...modifiers.notes,
      ...use.notes,
      ...item.notes,
      ...(dialect === 'rom' ? [`weight ${item.weight} tenths`] : []),
      ...triggerNotes(translation, item),
    ]),
  }
}

/** ROM weighs in tenths of a pound; what rounding loses is in the notes. */
function poundsOf({ dialect }: Translation, { weight }: AreaItem): number {
  return dialect === 'rom' ? Math.round(weight / 10) : weight
}

function typeOf({ keys, reporter }: Translation, item: AreaItem): ItemType {
  const type = itemTypeOf(item.type)
  if (keys.has(item.vnum) && type !== 'key') {
    reporter.approximated('object that opens a lock, made a key', item.at)
    return 'key'
  }
  if (ownOf(itemTypes, item.type) === undefined && item.type !== 'other') {
    reporter.approximated(`object of type ${item.type}, which has no counterpart`, item.at)
  } else if (approximatedTypes.has(item.type)) {
    reporter.approximated(`object of type ${item.type}, made ${type}`, item.at)
  }
  return type
}

/** The extra description for the item's own words is what one sees when looking at it. */
function lookOf({ dialect }: Translation, item: AreaItem) {
  const own = new Set(classicKeywords(item.keywords, dialect))
  const isOwn = (extra: AreaExtra) =>
    classicKeywords(extra.keywords, dialect).some((word) => own.has(word)) &&
    classicProse(extra.text, dialect) !== ''
  const main = item.extras.find(isOwn)
  return {
    description: main === undefined ? '' : classicProse(main.text, dialect),
    extras: item.extras.filter((extra) => extra !== main),
  }
}

function flagsOf({ dialect, reporter }: Translation, item: AreaItem) {
  const extra = readBits(item.extra, extraBits(dialect), 'extra')
  const wear = readBits<WearSlot>(item.wear, wearBits, 'wear', ['take'])
  const affects = readBits(item.affects, affectBits(dialect), 'affect')
  const slot = slotOf(item)
  const otherSlots = wear.flags.filter((other) => other !== slot)
  const notes = [...extra.notes, ...wear.notes, ...affects.notes]
  if (item.affects.length > 0 && affects.notes.length === 0) {
    notes.push(`affect bits ${item.affects.join(' ')}`)
  }
  if (otherSlots.length > 0) notes.push(`may be worn as well: ${otherSlots.join(', ')}`)
  if (notes.length > 0) reporter.approximated('object flags kept as notes', item.at)
  const takeable = item.wear.includes(0)
  return { flags: takeable ? extra.flags : [...extra.flags, 'fixed'], slot, notes }
}

/** Where an item is worn: its first wear bit; lights were held without saying so. */
export function slotOf(item: AreaItem | undefined): WearSlot | undefined {
  const worn = item?.wear.flatMap((bit) => wearBits[bit]?.flag ?? []).at(0)
  return worn ?? (item?.type === 'light' ? 'held' : undefined)
}

const applyNames =
  `none strength dexterity intelligence wisdom constitution charisma class level age weight height
  mana hit move gold experience armour hitroll damroll`.split(/\s+/)

/** Apply locations we have a modifier for; a lower armour class is better armour. */
const applyModifiers: Readonly<Record<number, readonly [keyof Modifiers, sign: number]>> = {
  12: ['maxLucidity', 1],
  13: ['maxHealth', 1],
  14: ['maxStamina', 1],
  17: ['armour', -1],
  18: ['attack', 1],
  19: ['damage', 1],
}

function modifiersOf(translation: Translation, item: AreaItem) {
  const modifiers: Modifiers = {}
  const notes: string[] = []
  for (const { location, modifier } of item.applies) {
    const meaning = applyModifiers[location]
    if (meaning === undefined) {
      if (location !== 0) notes.push(`apply ${location} (${applyNames[location]}) by ${modifier}`)
      continue
    }
    const sum = (modifiers[meaning[0]] ?? 0) + modifier * meaning[1]
    modifiers[meaning[0]] = translation.bounded('modifier', item.at, sum, [-1000, 1000])
  }
  if (notes.length > 0) translation.reporter.approximated('applies kept as notes', item.at)
  return { modifiers, notes }
}
