import { ownOf } from '../../../schema/own.ts'
import type { ItemType, Modifiers, WearSlot } from '../../../schema/world-file.ts'
import type { AreaExtra, AreaItem } from './area-model.ts'
import type { Flag } from './area-values.ts'
import { affectFlags, extraFlags, flagName, readBits, wearSlots } from './classic-flags.ts'
import { withoutColours } from './classic-text.ts'
import { tableOf } from './dialects.ts'
import { itemTypeOf, typeRemark } from './item-types.ts'
import { scriptNotes } from './script-notes.ts'
import { translateUse } from './translate-item-use.ts'
import { translateExtras } from './translate-rooms.ts'
import type { Translation } from './translation.ts'

/** An item, as a builder would write it in a world file. */
export function translateItem(translation: Translation, item: AreaItem) {
  const { dialect, reporter, counts, texts } = translation
  const { weightParts } = tableOf(dialect)
  const name = texts.line(item.short, item.at) || `a thing without a name`
  const { description, extras } = lookOf(translation, item)
  const flags = flagsOf(translation, item)
  const use = translateUse(translation, item)
  const type = typeOf(translation, item)
  counts.items += 1
  counts.extraDescriptions += item.extras.length
  reporter.mapped('object', item.at)
  const text = texts.letter(item.action, item.at)
  const ground = texts.prose(item.long, item.at)
  const modifiers = modifiersOf(translation, item)
  return {
    name,
    keywords: texts.keywords(item.keywords, item.at),
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
    ...texts.notes([
      `type ${item.type}, values ${item.values.join(' ')}`,
      ...flags.notes,
      ...modifiers.notes,
      ...use.notes,
      ...item.notes,
      ...(weightParts > 1 ? [`weight ${item.weight} tenths`] : []),
      ...scriptNotes(translation, item),
    ]),
  }
}

/** ROM weighs in tenths of a pound; what rounding loses is in the notes. */
function poundsOf({ dialect }: Translation, { weight }: AreaItem): number {
  return Math.round(weight / tableOf(dialect).weightParts)
}

function typeOf({ keys, reporter }: Translation, item: AreaItem): ItemType {
  const type = itemTypeOf(item.type) ?? 'other'
  if (keys.has(item.vnum) && type !== 'key') {
    reporter.approximated('object that opens a lock, made a key', item.at)
    return 'key'
  }
  const remark = typeRemark(item.type)
  if (remark !== undefined) reporter.approximated(remark, item.at)
  return type
}

/** The words of a keyword list, without a line in the report. */
function wordsOf(raw: string, dialect: Translation['dialect']): string[] {
  return withoutColours(raw, dialect).toLowerCase().split(/\s+/).filter(Boolean)
}

/** The extra description for the item's own words is what one sees when looking at it. */
function lookOf({ dialect, texts }: Translation, item: AreaItem) {
  const own = new Set(wordsOf(item.keywords, dialect))
  const isOwn = (extra: AreaExtra) =>
    wordsOf(extra.keywords, dialect).some((word) => own.has(word)) && extra.text.trim() !== ''
  const main = item.extras.find(isOwn)
  return {
    description: main === undefined ? '' : texts.prose(main.text, main.at),
    extras: item.extras.filter((extra) => extra !== main),
  }
}

function flagsOf(translation: Translation, item: AreaItem) {
  const { dialect, reporter } = translation
  const { names } = tableOf(dialect)
  const about = { kind: 'wear', ignored: ['take'] }
  const extra = readBits(item.extra, names.extra, extraFlags, { kind: 'extra' })
  const wear = readBits<WearSlot>(item.wear, names.wear, wearSlots, about)
  const affects = readBits(item.affects, names.affect, affectFlags, { kind: 'affect' })
  const slot = slotOf(translation, item)
  const otherSlots = wear.flags.filter((other) => other !== slot)
  const notes = [...extra.notes, ...wear.notes, ...affects.notes]
  if (item.affects.length > 0 && affects.notes.length === 0) {
    notes.push(`affect bits ${item.affects.join(' ')}`)
  }
  if (otherSlots.length > 0) notes.push(`may be worn as well: ${otherSlots.join(', ')}`)
  if (notes.length > 0) reporter.approximated('object flags kept as notes', item.at)
  const takeable = item.wear.some((flag) => flagName(flag, names.wear) === 'take')
  return { flags: takeable ? extra.flags : [...extra.flags, 'fixed'], slot, notes }
}

/** Where an item is worn: its first wear bit; lights were held without saying so. */
export function slotOf({ dialect }: Translation, item: AreaItem | undefined): WearSlot | undefined {
  const { wear } = tableOf(dialect).names
  const worn = readBits(item?.wear ?? [], wear, wearSlots, { kind: 'wear' }).flags[0]
  return worn ?? (item?.type === 'light' ? 'held' : undefined)
}

const applyNames =
  `none strength dexterity intelligence wisdom constitution charisma class level age weight height
  mana hit move gold experience armour hitroll damroll`.split(/\s+/)

/** Apply locations we have a modifier for; a lower armour class is better armour. */
const applyModifiers: Readonly<Record<string, readonly [keyof Modifiers, sign: number]>> = {
  12: ['maxLucidity', 1],
  13: ['maxHealth', 1],
  14: ['maxStamina', 1],
  17: ['armour', -1],
  18: ['attack', 1],
  19: ['damage', 1],
  mana: ['maxLucidity', 1],
  hit: ['maxHealth', 1],
  move: ['maxStamina', 1],
  armor: ['armour', -1],
  hitroll: ['attack', 1],
  damroll: ['damage', 1],
}

function applyName(location: Flag): string {
  return typeof location === 'number' ? `${location} (${applyNames[location]})` : location
}

function modifiersOf(translation: Translation, item: AreaItem) {
  const modifiers: Modifiers = {}
  const notes: string[] = []
  for (const { location, modifier } of item.applies) {
    const meaning = ownOf(applyModifiers, String(location))
    if (meaning === undefined) {
      if (location !== 0) notes.push(`apply ${applyName(location)} by ${modifier}`)
      continue
    }
    const sum = (modifiers[meaning[0]] ?? 0) + modifier * meaning[1]
    modifiers[meaning[0]] = translation.bounded('modifier', item.at, sum, [-1000, 1000])
  }
  if (notes.length > 0) translation.reporter.approximated('applies kept as notes', item.at)
  return { modifiers, notes }
}
