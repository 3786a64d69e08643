/** Choices that depend on a seed text and nothing else, so that the same job always reads the same. */
import { fnv1a } from '../../schema/ids.ts'

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
    // FNV leaves its low bits poorly mixed on short keys; fold the high half in.
    const hash = fnv1a(`${seed}#${draws}`)
    return ((hash ^ (hash >>> 15)) >>> 0) % bound
  }
  return {
    one: (entries) => entries[below(entries.length)] ?? entries[0],
    chance: (percent) => below(100) < percent,
    below,
  }
}

/** Fills `{name}` slots; a slot without a value leaves nothing behind. */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
