/** The arithmetic of blows. Pure: dice are given. */
import type { Dice } from '../decision.ts'
import type { Stats } from './stats.ts'

export interface Blow {
  readonly result: 'hit' | 'critical' | 'miss'
  /** Whole points taken from health; at least 1 for a hit. */
  readonly damage: number
}

/**
 * What a roll to hit has to reach: 10 and what armour and quickness give. Half of the protection
 * turns blows aside and a quarter softens them, so plate is worth wearing at every level. After the
 * armour class of the d20 System Reference Document, where all of it turns blows aside.
 */
export function defenceOf(stats: Pick<Stats, 'armour' | 'speed'>): number {
  return 10 + Math.floor(stats.armour / 2) + Math.floor(stats.speed / 2)
}

/**
 * One blow: d20 + attack against the defence. A natural 20 always hits and doubles the damage, a
 * natural 1 always misses (d20 System Reference Document, "Attack Roll"). A defender who is asleep
 * or stunned is hit unless a 1 is rolled.
 */
export function strike(attacker: Stats, defender: Stats, dice: Dice): Blow {
  const helpless = defender.flags.has('asleep') || defender.flags.has('stunned')
  const rolled = dice.between(1, 20)
  const reaches = rolled + attacker.attack >= defenceOf(defender) || helpless
  if (rolled === 1 || (rolled < 20 && !reaches)) return { result: 'miss', damage: 0 }
  const [count, sides, plus] = attacker.dice
  const raw = dice.roll(count, sides, plus) + attacker.damage
  const strength = rolled === 20 ? raw * 2 : raw
  const result = rolled === 20 ? 'critical' : 'hit'
  return { result, damage: softened(strength, defender.armour) }
}

/** Damage after armour: a quarter of the protection is taken off, and one point always gets through. */
export function softened(damage: number, armour: number): number {
  return Math.max(1, damage - Math.max(0, Math.floor(armour / 4)))
}

/** The highest strikes first in a round: d20 and quickness (d20 System Reference Document). */
export function initiativeOf(stats: Pick<Stats, 'speed'>, dice: Dice): number {
  return dice.between(1, 20) + stats.speed
}

/**
 * Chance in percent to get away: 70 against an equal, more for a quicker runner, less for each further
 * pursuer. Between 15 and 90, so that neither is ever certain. The numbers are Mudstream's own.
 */
export function fleeChance(
  runner: Pick<Stats, 'speed'>,
  pursuers: readonly Pick<Stats, 'speed'>[],
): number {
  const fastest = Math.max(0, ...pursuers.map(({ speed }) => speed))
  const chance = 70 + 3 * (runner.speed - fastest) - 5 * Math.max(0, pursuers.length - 1)
  return Math.min(90, Math.max(15, chance))
}
