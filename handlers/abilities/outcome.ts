/** What a skill, spell or potion does to its target, as events. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character, Mobile } from '../../schema/entities.ts'
import { blowStruck, fightStarted } from '../../schema/events/combat.ts'
import type { AppliedEffect, Skill, VitalChange } from '../../schema/world-file.ts'
import type { Context } from '../decision.ts'
import { applyEffect, breakEffects, endEffect } from '../rules/effects.ts'
import { whyNoFight } from '../rules/fight.ts'
import { changeOf } from '../rules/gauges.ts'
import { softened } from '../rules/hit.ts'
import { effectiveStats } from '../rules/stats.ts'

const nothing: VitalChange = { health: 0, stamina: 0, lucidity: 0 }

/** The effects a being is put under, by their chances. */
export function appliedTo(
  { world, now, dice, actor }: Pick<Context, 'world' | 'now' | 'dice' | 'actor'>,
  being: Character | Mobile,
  effects: readonly AppliedEffect[],
): NewEvent[] {
  return effects
    .filter(({ chance }) => chance >= 100 || dice.chance(chance))
    .flatMap(({ effect, beats }) =>
      applyEffect(world, being, { effect, beats, by: actor.id }, now.beat),
    )
}

/** Damage or healing, gauges, effects on and off: everything a skill declares but its special. */
export function outcomeOf(
  context: Context,
  skill: Skill,
  being: Character | Mobile,
  verb = skill.name.toLowerCase(),
): NewEvent[] {
  const { world, dice, actor } = context
  const { effect } = skill
  const strength = Math.floor(actor.level / 2)
  const heals = effect.heals ? dice.roll(...effect.heals) + strength : 0
  const restores = effect.restores ?? nothing
  const healed = changeOf(
    world,
    being,
    { ...restores, health: restores.health + heals },
    skill.name.toLowerCase(),
  )
  return [
    ...(effect.damage ? damageBy(context, skill, being, verb, strength) : []),
    ...(healed ? [healed] : []),
    ...effect.removes.flatMap((id) => endEffect(world, being, id, 'cured')),
    ...appliedTo(context, being, effect.applies),
  ]
}

/** Spells pass through armour; blows do not. Who is hurt in its sleep wakes. */
function damageBy(
  { world, dice, actor }: Context,
  skill: Skill,
  being: Character | Mobile,
  verb: string,
  strength: number,
): NewEvent[] {
  const [count, sides, plus] = skill.effect.damage ?? [0, 0, 0]
  const raw = dice.roll(count, sides, plus) + strength
  const armour = skill.kind === 'spell' ? 0 : effectiveStats(world, being).armour
  const damage = softened(raw, armour)
  return [
    blowStruck({ actor: actor.id, target: being.id, verb, result: 'hit', damage }),
    ...breakEffects(world, being, 'asleep'),
  ]
}

/** A hostile act makes enemies, also when it fails; none where the two are at it already. */
export function provoked(context: Context, being: Character | Mobile): NewEvent[] {
  const { world, actor } = context
  if (actor.fighting !== undefined || whyNoFight(world, actor, being)) return []
  return [
    ...breakEffects(world, actor, 'hidden'),
    fightStarted({ actor: actor.id, target: being.id }),
  ]
}
