import { ownOf } from '../../../schema/own.ts'
import type { AreaItem } from './area-model.ts'
import { blowVerbOf } from './classic-text.ts'
import { tableOf } from './dialects.ts'
import type { Translation } from './translation.ts'

/** What one can do with an item: the block of its type, as in a world file. */
export type ItemUse = { readonly blocks: object; readonly notes: readonly string[] }

/** Heartbeats in an hour of world time at the usual eight beats a minute. */
const beatsPerHour = 480

/** Sips of a fountain before a copy would be used up; nobody gets there. */
const fountainUses = 1000

/** Bits of the second value of a container. */
const containerBits = { closeable: 0, pickproof: 1, closed: 2, locked: 3 } as const

/** Reads the values of an item by its type. */
export function translateUse(translation: Translation, item: AreaItem): ItemUse {
  return ownOf(uses, item.type)?.(translation, item) ?? { blocks: {}, notes: [] }
}

type Use = (translation: Translation, item: AreaItem) => ItemUse

const block =
  (name: string, read: (translation: Translation, item: AreaItem) => unknown): Use =>
  (translation, item) => ({ blocks: { [name]: read(translation, item) }, notes: [] })

const uses: Readonly<Record<string, Use>> = {
  weapon: block('weapon', weaponOf),
  armor: block('armour', (translation, item) => ({ protection: protectionOf(translation, item) })),
  container: containerOf,
  quiver: containerOf,
  keyring: containerOf,
  light: block('light', (translation, item) => ({ fuelBeats: fuelOf(translation, item) })),
  drink: drinkOf,
  fountain: drinkOf,
  food: foodOf,
  cook: foodOf,
  potion: spellsOf,
  pill: spellsOf,
  salve: spellsOf,
  scroll: spellsOf,
  furniture: block('seats', seatsOf),
}

function numberAt(item: AreaItem, index: number): number {
  const value = item.values[index]
  return typeof value === 'number' ? value : 0
}

function weaponOf(translation: Translation, item: AreaItem) {
  const dice = [
    translation.bounded('dice', item.at, numberAt(item, 1), [0, 1000]),
    translation.bounded('dice', item.at, numberAt(item, 2), [0, 100_000]),
    0,
  ]
  const fourth = item.values[3]
  const verb =
    typeof fourth === 'string' ? fourth : tableOf(translation.dialect).names.attack[fourth ?? 0]
  return { damage: dice, verb: blowVerbOf(verb) }
}

function protectionOf(translation: Translation, item: AreaItem): number {
  return translation.bounded('protection', item.at, numberAt(item, 0), [0, 1000])
}

function containerOf(translation: Translation, item: AreaItem): ItemUse {
  const bits = numberAt(item, 1)
  const has = (bit: number) => Math.floor(Math.max(0, bits) / 2 ** bit) % 2 === 1
  const keyVnum = numberAt(item, 2)
  const key = keyVnum > 0 ? translation.itemId(keyVnum) : undefined
  if (keyVnum > 0 && key === undefined) {
    translation.reporter.dropped('key that is not part of the import', item.at)
  }
  const capacity = translation.bounded('capacity', item.at, numberAt(item, 0), [0, 1_000_000])
  const locked = has(containerBits.locked)
  const container = {
    capacity,
    closeable: has(containerBits.closeable) || key !== undefined,
    closed: has(containerBits.closed) || locked,
    locked,
    ...(key === undefined ? {} : { key }),
    pickproof: has(containerBits.pickproof),
  }
  return { blocks: { container }, notes: [] }
}

/** Hours of light stand third; a negative number burns for ever, which is 0 here. */
function fuelOf({ reporter, dialect }: Translation, item: AreaItem): number {
  const hours = numberAt(item, 2)
  if (hours > 0 && hours < 10_000) return hours * beatsPerHour
  // ROM takes 999 for ever; a burnt-out light keeps one beat, since 0 would never go out.
  if (hours === 0 && dialect !== 'rom') {
    reporter.approximated('light that is burnt out', item.at)
    return 1
  }
  return 0
}

function drinkOf({ reporter }: Translation, item: AreaItem): ItemUse {
  const liquid = `liquid ${item.values[2] ?? 0}`
  const poisoned = numberAt(item, 3) !== 0 ? ['poisoned'] : []
  if (poisoned.length > 0) reporter.approximated('poisoned drink, harmless here', item.at)
  const current = numberAt(item, 1)
  const uses = item.type === 'fountain' || current < 1 ? fountainUses : Math.min(1000, current)
  const consumable = { uses, restores: { stamina: 5 } }
  return { blocks: { consumable }, notes: [liquid, ...poisoned] }
}

function foodOf({ reporter }: Translation, item: AreaItem): ItemUse {
  const poisoned = numberAt(item, 3) !== 0
  if (poisoned) reporter.approximated('poisoned food, harmless here', item.at)
  const stamina = Math.min(1000, Math.max(0, numberAt(item, 0)))
  return { blocks: { consumable: { restores: { stamina } } }, notes: poisoned ? ['poisoned'] : [] }
}

/** Spells stand as numbers or names that mean nothing here; they stay in the notes. */
function spellsOf({ reporter }: Translation, item: AreaItem): ItemUse {
  reporter.approximated(`spells of a ${item.type} kept as a note`, item.at)
  return { blocks: { consumable: {} }, notes: [] }
}

function seatsOf(translation: Translation, item: AreaItem): number {
  return translation.bounded('seats', item.at, numberAt(item, 0), [0, 100])
}
