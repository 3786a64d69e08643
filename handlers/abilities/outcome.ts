/** What a skill, spell or potion does to its target, as events. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Being, Character, Mobile } from '../../schema/entities.ts'
import { blowStruck, fightStarted } from '../../schema/events/combat.ts'
import type { AppliedEffect, Skill, VitalChange } from '../../schema/world-file.ts'
import type { Context } from '../decision.ts'
import { applyEffect, breakEffects, endEffect } from '../rules/effects.ts'
import { whyNoFight } from '../rules/fight.ts'
import { changeOf } from '../rules/gauges.ts'
import { softened } from '../rules/hit.ts'
import { effectiveStats } from '../rules/stats.ts'

const nothing: VitalChange = { health: 0, stamina: 0, lucidity: 0 }

/** The events that put a being under effects; each has its own chance. */
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

/** Damage, healing and effects: everything a skill declares except its special. */
export function outcomeOf(context: Context, skill: Skill, being: Character | Mobile): NewEvent[] {
  const { world, dice, actor } = context
  const { effect } = skill
  const strength = strengthOf(actor)
  const heals = effect.heals ? dice.roll(...effect.heals) + strength : 0
  const restores = effect.restores ?? nothing
  const healed = changeOf(
    world,
    being,
    { ...restores, health: restores.health + heals },
    { why: skill.name.toLowerCase() },
  )
  return [
    ...(effect.damage ? damageBy(context, skill, being) : []),
    ...(healed ? [healed] : []),
    ...effect.removes.flatMap((id) => endEffect(world, being, id, 'cured')),
    ...appliedTo(context, being, effect.applies),
  ]
}

/** What the level of the actor adds to damage and healing, in points. */
function strengthOf({ level }: Being): number {
  return Math.floor(level / 2)
}

/** Spells pass through armour; blows do not. Somebody who is hurt while asleep wakes up. */
function damageBy(
  { world, dice, actor }: Context,
  skill: Skill,
  being: Character | Mobile,
): NewEvent[] {
  const [count, sides, plus] = skill.effect.damage ?? [0, 0, 0]
  const raw = dice.roll(count, sides, plus) + strengthOf(actor)
  const armour = skill.kind === 'spell' ? 0 : effectiveStats(world, being).armour
  const damage = softened(raw, armour)
  const verb = skill.name.toLowerCase()
  return [
    blowStruck({ actor: actor.id, target: being.id, verb, result: 'hit', damage }),
    ...breakEffects(world, being, 'asleep'),
  ]
}

/** A hostile act starts a fight, also when it fails, unless the actor is in one already. */
export function provoked(context: Context, being: Character | Mobile): NewEvent[] {
  const { world, actor } = context
  if (actor.fighting !== undefined || whyNoFight(world, actor, being)) return []
  return [
    ...breakEffects(world, actor, 'hidden'),
    fightStarted({ actor: actor.id, target: being.id }),
  ]
}
