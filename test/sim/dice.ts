/** Seeded chance for the simulation: every draw is a function of the seed and the draws before it. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface SimDice {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True once in `1 / rate` times; a rate of 0 is never. */
  chance(rate: number): boolean
  pick<T>(from: readonly T[]): T
}

export function simDice(seed: number): SimDice {
  // Neighbouring seeds would begin alike without being spread first.
  const generator = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1) | 0)
  const between = (low: number, high: number): number => uniformInt(generator, low, high)
  return {
    between,
    chance: (rate) => rate > 0 && between(0, 999_999) < rate * 1_000_000,
    pick(from) {
      const found = from[between(0, from.length - 1)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
  }
}
