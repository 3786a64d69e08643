/** Dice and ids of a tick, made from its number: deciding the same tick again gives the same ones. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { fnv1a } from '../schema/ids.ts'
import type { Dice } from './decision.ts'

/** Dice for what happens under `key` (a request, a system) in one tick of a shard. */
export function diceFor(shard: number, tick: number, key: string): Dice {
  let generator: ReturnType<typeof xoroshiro128plus> | undefined
  const draw = (low: number, high: number): number => {
    // Most commands roll nothing, so the generator is only made when it is needed.
    generator ??= xoroshiro128plus(fnv1a(`${shard}/${tick}/${key}`))
    return uniformInt(generator, low, high)
  }
  return {
    between: draw,
    roll(count, sides, plus = 0) {
      let sum = plus
      for (let die = 0; die < count; die += 1) sum += draw(1, Math.max(1, sides))
      return sum
    },
    chance: (percent) => draw(1, 100) <= percent,
    pick: (from) => (from.length === 0 ? undefined : from[draw(0, from.length - 1)]),
  }
}

/** Makes ids that no other tick of any shard can make: prefix, shard, tick and counter. */
export interface IdSource {
  next(prefix: string): string
  /** How many have been made; set back when a command is decided again after loading. */
  made: number
}

/** The digits end before `x`, so that it parts the numbers wherever it stands. */
const digits = (value: number): string => value.toString(33)

/** The zero tells these ids from those of earlier versions, where a tick began and no shard was named. */
export function idsFor(shard: number, tick: number): IdSource {
  const source: IdSource = {
    made: 0,
    next(prefix) {
      source.made += 1
      return `${prefix}0${digits(shard)}x${digits(tick)}x${digits(source.made)}`
    },
  }
  return source
}
