/** Using a skill or spell: whether one may, on whom, whether it goes well, what comes of it. */

import type { NewEvent } from '../../schema/define-event.ts'
import type { Being } from '../../schema/entities.ts'
import { skillUsed } from '../../schema/events/effects.ts'
import { skillImproved } from '../../schema/events/growth.ts'
import { ownOf } from '../../schema/own.ts'
import type { Skill } from '../../schema/world-file.ts'
import { accept, type Context, type Decision, reject } from '../decision.ts'
import { hasEffectFlag } from '../rules/stats.ts'
import { outcomeOf, provoked } from './outcome.ts'
import { chanceOf, growthChance, proficiency } from './skills.ts'
import { specialOf } from './specials.ts'
import { type Aim, aim } from './target.ts'

interface Attempt {
  readonly skill: Skill
  readonly at: Aim
  /** How well the actor knows the skill, 0 to 100. */
  readonly known: number
  readonly result: 'success' | 'failure'
}

/** A mind with less than this share of its lucidity, in percent, is dim. */
const dimPercent = 20

/** What comes of an attempt at `skill` on what `phrase` means. */
export function useSkill(context: Context, skill: Skill, phrase: string): Decision {
  const { actor, dice } = context
  const known = proficiency(actor, skill)
  const hindrance = known === undefined ? unknown(skill) : hindered(context, skill)
  if (known === undefined || hindrance) return hindrance ?? unknown(skill)
  const at = aim(context, skill, phrase)
  if (at.kind === 'refused') return at.decision
  const special = specialOf(context, skill, at)
  if (special.kind === 'refused') return special.decision
  const result = dice.chance(chanceOf(skill, known, mindOf(actor))) ? 'success' : 'failure'
  const attempt: Attempt = { skill, at, known, result }
  const events = [
    skillUsed(usageOf(context, attempt)),
    ...consequences(context, attempt, special.events),
    ...growth(context, attempt),
  ]
  return accept(events, result === 'success' ? special.view : undefined)
}

function unknown(skill: Skill): Decision {
  return skill.kind === 'spell'
    ? reject('unknown-skill', `You do not know the spell “${skill.name}”.`)
    : reject('unknown-skill', `Nobody has taught you “${skill.name}” yet.`)
}

function hindered({ world, actor, room, now }: Context, skill: Skill): Decision | null {
  if (actor.position === 'resting') return reject('resting', 'Stand up first.')
  if (skill.kind === 'spell' && room.flags.includes('no-magic')) {
    return reject('no-magic', 'The words fall flat here. This place takes no magic.')
  }
  if (skill.kind === 'spell' && hasEffectFlag(world, actor, 'silenced')) {
    return reject('silenced', 'You move your lips, and no sound comes.')
  }
  if ((ownOf(actor.cooldowns, skill.id) ?? 0) > now.beat) {
    return reject('not-ready', 'You are not ready to do that again so soon.')
  }
  if (actor.stamina[0] < skill.cost.stamina) {
    return reject('tired', 'You are too tired for that.')
  }
  if (actor.lucidity[0] < skill.cost.lucidity) {
    return reject('unclear', 'You cannot gather your thoughts enough for that.')
  }
  return null
}

function mindOf({ lucidity: [now, max] }: Being): 'clear' | 'dim' {
  return now * 100 < max * dimPercent ? 'dim' : 'clear'
}

/** The attempt itself: cost, cooldown, and the words of success or failure. */
function usageOf({ actor, room, now }: Context, { skill, at, result }: Attempt) {
  const { self, target, others, fails } = skill.messages
  const success = result === 'success'
  const failure = { self: fails ?? 'You fail.', others: '{actor} tries something, and fails.' }
  return {
    actor: actor.id,
    skill: skill.id,
    room: room.id,
    ...(at.being ? { target: at.being.id } : {}),
    ...(at.item ? { item: at.item.id } : {}),
    success,
    stamina: skill.cost.stamina,
    lucidity: skill.cost.lucidity,
    readyAt: now.beat + skill.cooldownBeats,
    lines: success
      ? { self, ...(target ? { target } : {}), ...(others ? { others } : {}) }
      : failure,
  }
}

/** A hostile attempt provokes, also when it fails; the rest happens on success alone. */
function consequences(
  context: Context,
  { skill, at: { being }, result }: Attempt,
  special: readonly NewEvent[],
): NewEvent[] {
  const provoking = being && skill.hostile ? provoked(context, being) : []
  if (result === 'failure') return provoking
  return [...provoking, ...(being ? outcomeOf(context, skill, being) : []), ...special]
}

/** Attempts make a character better at a skill, also at one that it has never been taught. */
function growth({ actor, dice }: Context, { skill, known, result }: Attempt): NewEvent[] {
  if (actor.kind !== 'character' || known >= 100) return []
  if (!dice.chance(growthChance(known, result))) return []
  const to = Math.min(100, known + dice.between(1, 2))
  return [skillImproved({ actor: actor.id, skill: skill.id, name: skill.name, to })]
}
