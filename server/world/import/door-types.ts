import type { Flag } from './area-values.ts'
import type { Dialect } from './dialect-names.ts'
import { tableOf } from './dialects.ts'

/** Bits of a door type that is a set of them: Merc `EX_ISDOOR`, `EX_PICKPROOF`, SMAUG's secrets. */
const doorBits = { door: 1, pickproof: 32, secret: 8, hidden: 2048 } as const

/** A door by the names of its flags. */
export function doorNamed(names: readonly Flag[]) {
  const has = (name: string) => names.includes(name)
  const door = has('isdoor') ? { pickproof: has('pickproof') } : undefined
  return { doorType: door === undefined ? 0 : 1, door, hidden: has('secret') || has('hidden') }
}

/** How door types are written: numbered, or always as sets of bits as in `#ROOMDATA`. */
export type DoorForm = 'numbered' | 'flags'

/** What a door type means. */
export function doorOf(dialect: Dialect, doorType: number, form: DoorForm = 'numbered') {
  const { doors, doorFlags } = tableOf(dialect)
  if (form === 'flags' || (doorFlags && doorType > 2)) {
    const has = (bit: number) => Math.floor(Math.max(0, doorType) / bit) % 2 === 1
    return {
      doorType,
      door: has(doorBits.door) ? { pickproof: has(doorBits.pickproof) } : undefined,
      hidden: has(doorBits.secret) || has(doorBits.hidden),
    }
  }
  return {
    doorType,
    door: doorType > 0 ? { pickproof: doors.pickproof.includes(doorType) } : undefined,
    hidden: doors.hidden.includes(doorType),
  }
}
