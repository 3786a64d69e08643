/** What drink does to walking and speaking. */
import type { Character, Mobile } from '../../schema/entities.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Effect } from '../../schema/world-file.ts'
import type { Dice } from '../decision.ts'

/** How drunk somebody is: the stacks of every effect that says so; 0 for the sober. */
export function drunkenness(world: WorldReader, being: Character | Mobile): number {
  return being.effects.reduce((sum, { id, stacks }) => {
    const flags = world.definitions.get<Effect>('effect', id)?.flags
    return flags?.includes('drunk') ? sum + stacks : sum
  }, 0)
}

/** The chance in percent that each pint adds: to stagger, and (twice as much) to slur. */
const perPint = 8
const staggerMost = 40

/** True when this drinker goes in a random direction instead of the wanted one. */
export function staggers(world: WorldReader, being: Character | Mobile, dice: Dice): boolean {
  const pints = drunkenness(world, being)
  return pints > 0 && dice.chance(Math.min(staggerMost, pints * perPint))
}

/** The words of a drinker. The words stay whole, so that rules still find keywords in them. */
export function slurred(
  world: WorldReader,
  being: Character | Mobile,
  words: string,
  dice: Dice,
): string {
  const pints = drunkenness(world, being)
  if (pints === 0 || !dice.chance(Math.min(80, 2 * pints * perPint))) return words
  return `${words} … hic!`
}
