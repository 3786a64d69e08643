/** Choices that depend on a seed text and nothing else, so that the same job always reads the same. */

import { fnv1a } from '../../schema/ids.ts'
import { ownOf } from '../../schema/own.ts'

export interface Picker {
  /** One entry; the n-th call draws independently of the others. */
  one<T>(entries: readonly [T, ...T[]]): T
  /** True in `percent` of a hundred seeds. */
  chance(percent: number): boolean
  /** Whole number from 0 up to, not including, `bound`. */
  below(bound: number): number
}

export function pickerFor(seed: string): Picker {
  let draws = 0
  const below = (bound: number) => {
    draws += 1
    return mixed(fnv1a(`${seed}#${draws}`)) % bound
  }
  return {
    one: (entries) => entries[below(entries.length)] ?? entries[0],
    chance: (percent) => below(100) < percent,
    below,
  }
}

/** FNV leaves neighbouring keys close together; this is the finaliser of MurmurHash3, which does not. */
function mixed(hash: number): number {
  let value = hash
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/** Fills `{name}` slots; a slot without a value leaves nothing behind. */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => ownOf(values, name) ?? '')
}
