import { ownOf } from '../../../schema/own.ts'
import type { Dialect } from './dialect-names.ts'
import { tableOf } from './dialects.ts'

/** Type words of ROM and AFKMud in the common vocabulary, where theirs are others. */
const otherWords: Readonly<Record<string, string>> = {
  clothing: 'worn',
  npc_corpse: 'corpse',
  pc_corpse: 'corpse',
  corpse_pc: 'corpse',
  protect: 'other',
  warp_stone: 'warp-stone',
  room_key: 'key',
  drinkcon: 'drink',
  drink_container: 'drink',
  jewellery: 'jewelry',
}

/** The type word of a number; numbers without one are kept as `type 14`. */
export function typeNumbered(dialect: Dialect, number: number): string {
  const word = tableOf(dialect).names.item[number]
  return word === undefined || word === '-' ? `type ${number}` : word
}

/** The common type word for one that a file has as a word. */
export function typeOfWord(word: string): string {
  const lower = word.trim().toLowerCase()
  return ownOf(otherWords, lower) ?? lower
}

/**
 * A type of CircleMUD by the beginning of its name, and what follows it on the line; undefined where
 * the line does not begin with a letter.
 */
export function typeNamed(dialect: Dialect, line: string) {
  if (!/^[A-Za-z]/.test(line)) return undefined
  const liquid = /^liq(?: container)?/i.exec(line)?.[0]
  if (liquid !== undefined) return { type: 'drink', expression: line.slice(liquid.length).trim() }
  const upper = line.toUpperCase().replace(/^FIRE WEAPON/, 'FIREWEAPON')
  const known = tableOf(dialect).names.item.filter((type) => upper.startsWith(type.toUpperCase()))
  const type = known.sort((a, b) => b.length - a.length)[0]
  if (type === undefined) return { type: 'other', expression: line }
  return { type, expression: line.slice(line.length - upper.length + type.length).trim() }
}
