/** What a skill is aimed at: a being, a thing, a lock, or nothing. */
import type { Character, Item, Mobile } from '../../schema/entities.ts'
import { beingIn, itemsAt } from '../../schema/world.ts'
import type { Skill } from '../../schema/world-file.ts'
import type { Context } from '../decision.ts'
import { find, isSelf, othersHere, type Refused, refuse } from '../nouns.ts'
import { findOpenable, type Openable } from '../openables.ts'
import { whyNoFight } from '../rules/fight.ts'

/** What a skill is aimed at; nothing but the phrase for skills that need no target. */
export interface Aim {
  readonly kind: 'aim'
  readonly being?: Character | Mobile | undefined
  readonly item?: Item
  readonly openable?: Openable
  /** What was typed, for skills that look for somebody elsewhere. */
  readonly phrase: string
}

/** What the skill is aimed at, or the refusal when that is not here or not allowed. */
export function aim(context: Context, skill: Skill, phrase: string): Aim | Refused {
  switch (skill.target) {
    case 'self':
      return { kind: 'aim', being: context.actor, phrase }
    case 'room':
    case 'none':
      return { kind: 'aim', phrase }
    case 'item':
      return aimAtItem(context, phrase)
    case 'exit':
      return aimAtLock(context, phrase)
    case 'character':
      if (skill.effect.special === 'track') {
        return phrase ? { kind: 'aim', phrase } : refuse('whom', 'Whom do you want to track?')
      }
      return skill.hostile ? aimAtFoe(context, phrase) : aimAtFriend(context, skill, phrase)
  }
}

function aimAtFoe(context: Context, phrase: string): Aim | Refused {
  const { world, actor } = context
  const current = actor.fighting ? beingIn(world, actor.fighting) : undefined
  if (!phrase && current?.place !== actor.place) return refuse('whom', 'At whom?')
  const found: Aim | Refused = phrase
    ? somebodyHere(context, phrase)
    : { kind: 'aim', being: current, phrase }
  if (found.kind === 'refused' || !found.being) return found
  const why = whyNoFight(world, actor, found.being)
  return why ? refuse(why.code, why.text) : found
}

function aimAtFriend(context: Context, skill: Skill, phrase: string): Aim | Refused {
  const { actor } = context
  if (skill.effect.special === 'rescue' && (!phrase || isSelf(actor, phrase))) {
    return refuse('whom', 'Whom do you want to rescue?')
  }
  if (!phrase || isSelf(actor, phrase)) return { kind: 'aim', being: actor, phrase }
  return somebodyHere(context, phrase)
}

function somebodyHere({ world, actor }: Context, phrase: string): Aim | Refused {
  const found = find(world, phrase, othersHere(world, actor), {
    none: (noun) => `You see no ${noun} here.`,
  })
  if (found.kind === 'refused') return found
  return { kind: 'aim', being: found.entities[0], phrase }
}

function aimAtItem({ world, actor, room }: Context, phrase: string): Aim | Refused {
  if (!phrase) return refuse('what', 'On what?')
  const candidates = [...itemsAt(world, actor.id), ...itemsAt(world, room.id)]
  const found = find(world, phrase, candidates, { none: (noun) => `You see no ${noun} here.` })
  if (found.kind === 'refused') return found
  return { kind: 'aim', item: found.entities[0], phrase }
}

function aimAtLock(context: Context, phrase: string): Aim | Refused {
  if (!phrase) return refuse('what', 'Which lock?')
  const openable = findOpenable(context, phrase.replace(/^locks?( (of|on))? /i, ''))
  return openable.kind === 'refused' ? openable : { kind: 'aim', openable, phrase }
}
