/** What somebody can do right now: level, equipment and effects taken together. Pure. */
import type { Being, Character, Item, Mobile } from '../../schema/entities.ts'
import { mobilePrototype, prototypeOf } from '../../schema/words.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Dice, Effect, Modifiers } from '../../schema/world-file.ts'
import { worn } from '../nouns.ts'

export interface Stats {
  /** Added to the roll to hit. */
  readonly attack: number
  /** Dice of one blow, and what is added to them. */
  readonly dice: Dice
  readonly damage: number
  /** "slash", "bite": what a blow is called. */
  readonly verb: string
  readonly armour: number
  readonly speed: number
  readonly perception: number
  readonly maxHealth: number
  readonly maxStamina: number
  readonly maxLucidity: number
  /** Tenths of a point per minute of world time, added to what rest gives. */
  readonly healthRegen: number
  readonly staminaRegen: number
  readonly lucidityRegen: number
  readonly flags: ReadonlySet<string>
}

type Sums = Record<keyof Required<Modifiers>, number>

/** Stats of a character or mobile with all it wears and all that works on it. */
export function effectiveStats(world: WorldReader, being: Character | Mobile): Stats {
  const prototype = being.kind === 'mobile' ? mobilePrototype(world, being.proto) : undefined
  const sums = baseSums(being, prototype)
  const flags = new Set<string>()
  const used = worn(world, being.id)
  for (const item of used) addItem(world, item, { sums, flags })
  for (const effect of being.effects) addEffect(world, effect, { sums, flags })
  const weapon = weaponOf(world, used)
  const bare: Dice = prototype?.damage ?? [1, 3, 0]
  return {
    ...sums,
    attack: sums.attack + (weapon?.attack ?? 0),
    dice: weapon?.damage ?? bare,
    verb: weapon?.verb ?? prototype?.verb ?? 'punch',
    maxHealth: Math.max(1, being.health[1] + sums.maxHealth),
    maxStamina: Math.max(1, being.stamina[1] + sums.maxStamina),
    maxLucidity: Math.max(1, being.lucidity[1] + sums.maxLucidity),
    flags,
  }
}

interface Inborn {
  readonly attack: number
  readonly armour: number
  readonly speed: number
}

/**
 * Attack grows by one for every two levels, damage by one for every four: a slow version of the base
 * attack bonus of the d20 System Reference Document. A mobile has its own numbers as well.
 */
function baseSums(being: Being, inborn: Inborn | undefined): Sums {
  const trained = Math.floor(being.level / 2)
  return {
    attack: inborn ? Math.max(inborn.attack, trained) : 2 + trained,
    damage: inborn ? 0 : Math.floor(being.level / 4),
    armour: inborn?.armour ?? 0,
    speed: inborn?.speed ?? 0,
    maxHealth: 0,
    maxStamina: 0,
    maxLucidity: 0,
    healthRegen: 0,
    staminaRegen: 0,
    lucidityRegen: 0,
    perception: Math.floor(being.level / 2),
  }
}

/** What equipment and effects add up to. */
interface Tally {
  readonly sums: Sums
  readonly flags: Set<string>
}

/** Adds what a worn thing gives: its protection, its modifiers and its effects. */
function addItem(world: WorldReader, item: Item, tally: Tally): void {
  const prototype = prototypeOf(world, item)
  if (!prototype) return
  tally.sums.armour += prototype.armour?.protection ?? 0
  addModifiers(tally.sums, prototype.modifiers, 1)
  for (const { effect } of prototype.effects) addEffect(world, { id: effect, stacks: 1 }, tally)
}

function addEffect(
  world: WorldReader,
  { id, stacks }: { readonly id: string; readonly stacks: number },
  { sums, flags }: Tally,
): void {
  const effect = world.definitions.get<Effect>('effect', id)
  if (!effect) return
  addModifiers(sums, effect.modifiers, stacks)
  for (const flag of effect.flags) flags.add(flag)
}

function addModifiers(sums: Sums, modifiers: Modifiers, times: number): void {
  for (const key of Object.keys(modifiers) as (keyof Modifiers)[]) {
    sums[key] += (modifiers[key] ?? 0) * times
  }
}

function weaponOf(world: WorldReader, used: readonly Item[]) {
  const wielded = used.find((item) => item.worn === 'wield')
  return wielded ? prototypeOf(world, wielded)?.weapon : undefined
}

/** True when an effect that works on the being, or something it wears, carries the flag. */
export function hasEffectFlag(
  world: WorldReader,
  being: Character | Mobile,
  flag: Effect['flags'][number],
): boolean {
  const ids = [
    ...being.effects.map(({ id }) => id),
    ...worn(world, being.id).flatMap((item) =>
      (prototypeOf(world, item)?.effects ?? []).map(({ effect }) => effect),
    ),
  ]
  return ids.some((id) => world.definitions.get<Effect>('effect', id)?.flags.includes(flag))
}
