/** Using a skill or spell: may one, at whom, does it go well, and what comes of it. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Being } from '../../schema/entities.ts'
import { skillUsed } from '../../schema/events/effects.ts'
import { skillImproved } from '../../schema/events/growth.ts'
import type { Skill } from '../../schema/world-file.ts'
import { accept, type Context, type Decision, reject } from '../decision.ts'
import { hasEffectFlag } from '../rules/stats.ts'
import { outcomeOf, provoked } from './outcome.ts'
import { chanceOf, growthChance, proficiency } from './skills.ts'
import { type Special, specialOf } from './specials.ts'
import { type Aim, aim } from './target.ts'

/** A mind with less than this share of its lucidity, in percent, is dim. */
const dimPercent = 20

/** What comes of a try at `skill` on whatever `phrase` means. */
export function useSkill(context: Context, skill: Skill, phrase: string): Decision {
  const { actor, dice } = context
  const known = proficiency(actor, skill)
  const hindrance = known === undefined ? unknown(skill) : hindered(context, skill)
  if (known === undefined || hindrance) return hindrance ?? unknown(skill)
  const at = aim(context, skill, phrase)
  if (at.kind === 'refused') return at.decision
  const special = specialOf(context, skill, at)
  if (special.kind === 'refused') return special.decision
  const success = dice.chance(chanceOf(skill, known, isDim(actor)))
  const events = [
    tryOf(context, skill, at, success),
    ...(success ? successOf(context, skill, at, special) : failureOf(context, skill, at)),
    ...growth(context, skill, known, success),
  ]
  const { view } = special
  return success && view ? accept(events, view) : accept(events)
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
  if ((actor.cooldowns?.[skill.id] ?? 0) > now.beat) {
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

function isDim({ lucidity: [now, max] }: Being): boolean {
  return now * 100 < max * dimPercent
}

/** The try itself: cost, cooldown, and the words of success or failure. */
function tryOf({ actor, room, now }: Context, skill: Skill, at: Aim, success: boolean): NewEvent {
  const { self, target, others, fails } = skill.messages
  const failure = { self: fails ?? 'You fail.', others: '{actor} tries something, and fails.' }
  return skillUsed({
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
  })
}

function successOf(context: Context, skill: Skill, at: Aim, special: Special): NewEvent[] {
  const being = at.being
  return [
    ...(being && skill.hostile ? provoked(context, being) : []),
    ...(being ? outcomeOf(context, skill, being) : []),
    ...special.events,
  ]
}

function failureOf(context: Context, skill: Skill, at: Aim): NewEvent[] {
  return at.being && skill.hostile ? provoked(context, at.being) : []
}

/** By use one gets better; a first try at something anybody may try is remembered as such. */
function growth(
  { actor, dice }: Context,
  skill: Skill,
  known: number,
  success: boolean,
): NewEvent[] {
  if (actor.kind !== 'character' || known >= 100) return []
  if (!dice.chance(growthChance(known, success))) return []
  const to = Math.min(100, known + dice.between(1, 2))
  return [skillImproved({ actor: actor.id, skill: skill.id, name: skill.name, to })]
}
