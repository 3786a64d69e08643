import type { Dialect } from './area-model.ts'

/**
 * Type words of objects. CircleMUD writes numbers, whose meaning at 6, 7 and 14 changed with
 * tbaMUD; ROM writes words, which `romItemTypes` brings to the same vocabulary.
 */
const shared: readonly string[] = [
  'type 0',
  'light',
  'scroll',
  'wand',
  'staff',
  'weapon',
  'furniture',
  'free',
  'treasure',
  'armor',
  'potion',
  'worn',
  'other',
  'trash',
  'free',
  'container',
  'note',
  'drink',
  'key',
  'food',
  'money',
  'pen',
  'boat',
  'fountain',
]

const circle = shared.map((type, number) => {
  if (number === 6) return 'fireweapon'
  if (number === 7) return 'missile'
  return number === 14 ? 'trap' : type
})

/** Type words by number for a dialect of the CircleMUD family. */
export function circleItemTypes(dialect: Dialect): readonly string[] {
  return dialect === 'tbamud' ? shared : circle
}

/** ROM type words (and the numbers of Merc shops) in the common vocabulary. */
export const romItemTypes: Readonly<Record<string, string>> = {
  light: 'light',
  scroll: 'scroll',
  wand: 'wand',
  staff: 'staff',
  weapon: 'weapon',
  treasure: 'treasure',
  armor: 'armor',
  potion: 'potion',
  clothing: 'worn',
  furniture: 'furniture',
  trash: 'trash',
  container: 'container',
  drink: 'drink',
  key: 'key',
  food: 'food',
  money: 'money',
  boat: 'boat',
  npc_corpse: 'corpse',
  pc_corpse: 'corpse',
  fountain: 'fountain',
  pill: 'pill',
  protect: 'other',
  map: 'map',
  portal: 'portal',
  warp_stone: 'warp stone',
  room_key: 'key',
  gem: 'gem',
  jewelry: 'jewelry',
  jukebox: 'jukebox',
}

const romNumbers: Readonly<Record<number, string>> = {
  1: 'light',
  2: 'scroll',
  3: 'wand',
  4: 'staff',
  5: 'weapon',
  8: 'treasure',
  9: 'armor',
  10: 'potion',
  11: 'worn',
  12: 'furniture',
  13: 'trash',
  15: 'container',
  17: 'drink',
  18: 'key',
  19: 'food',
  20: 'money',
  22: 'boat',
  23: 'corpse',
  24: 'corpse',
  25: 'fountain',
  26: 'pill',
  27: 'other',
  28: 'map',
  29: 'portal',
  30: 'warp stone',
  31: 'key',
  32: 'gem',
  33: 'jewelry',
  34: 'jukebox',
}

/** The type word of a Merc or ROM type number, as shops and old objects use it. */
export function romItemType(number: number): string {
  return romNumbers[number] ?? `type ${number}`
}
