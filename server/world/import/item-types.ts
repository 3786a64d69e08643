import { ownOf } from '../../../schema/own.ts'
import type { ItemType } from '../../../schema/world-file.ts'

/** Our type for each classic type word. */
const counterparts: Readonly<Record<string, ItemType>> = {
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
  salve: 'potion',
  worn: 'clothing',
  trash: 'trash',
  scraps: 'trash',
  container: 'container',
  quiver: 'container',
  keyring: 'container',
  note: 'note',
  paper: 'note',
  journal: 'note',
  book: 'book',
  drink: 'drink',
  fountain: 'drink',
  key: 'key',
  housekey: 'key',
  food: 'food',
  cook: 'food',
  money: 'treasure',
  pen: 'tool',
  shovel: 'tool',
  lockpick: 'tool',
  boat: 'boat',
  map: 'note',
  gem: 'treasure',
  jewelry: 'jewellery',
}

/** Words that dialects know and we have no counterpart for; they become `other`. */
const known = new Set(
  `none other free corpse portal warp-stone jukebox fireweapon missile trap blood bloodstain pipe
  herb-container herbcon herb incense fire switch lever pullchain button dial rune runepouch match
  tinder spike disease oil fuel puddle abacus missile-weapon missileweapon projectile odor chance piece
  tree campgear drinkmix instrument ore`.split(/\s+/),
)

/** Types whose meaning is only approached by ours. */
const approximated = new Set('wand staff pill salve money pen map fountain cook quiver'.split(' '))

/** Our item type for a type word, `other` for one without a counterpart; undefined for no type word. */
export function itemTypeOf(word: string): ItemType | undefined {
  return (
    ownOf(counterparts, word) ?? (known.has(word) || /^type \d+$/.test(word) ? 'other' : undefined)
  )
}

/** What the report says of a type; undefined where ours is the same. */
export function typeRemark(word: string): string | undefined {
  const type = ownOf(counterparts, word)
  if (type === undefined && word !== 'other') {
    return `object of type ${word}, which has no counterpart`
  }
  return approximated.has(word) ? `object of type ${word}, made ${type}` : undefined
}
