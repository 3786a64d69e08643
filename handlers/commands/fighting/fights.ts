/** Fights: whom a phrase means, and how a fight begins. */
import type { Character, Mobile } from '../../../schema/entities.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { beingsIn, find, isSelf, type Refused, refuse } from '../../nouns.ts'
import { blowEvents } from '../../rules/blow.ts'
import { startFight, whyNoFight } from '../../rules/fight.ts'

type Somebody = { readonly kind: 'somebody'; readonly being: Character | Mobile } | Refused

/** Somebody else who is here, or why nobody is meant. */
export function somebodyElse({ world, actor, room }: Context, phrase: string): Somebody {
  if (isSelf(actor, phrase)) return refuse('self', 'You think better of it.')
  const found = find(world, phrase, beingsIn(world, room.id, actor.id), {
    none: (noun) => `You see no ${noun} here.`,
  })
  return found.kind === 'refused' ? found : { kind: 'somebody', being: found.entities[0] }
}

/** Starts a fight with a first blow; the rounds of the heartbeat do the rest. */
export function attack(context: Context, target: Character | Mobile): Decision {
  const { world, actor, now, dice } = context
  const why = whyNoFight(world, actor, target)
  if (why) return reject(why.code, why.text)
  if (actor.fighting === target.id) return reject('fighting', 'You are doing the best you can!')
  const start = startFight(world, actor, target)
  // A new opponent gives no extra blow: otherwise it would pay to change back and forth.
  if (actor.fighting) return accept(start)
  return accept([...start, ...blowEvents({ world, beat: now.beat, dice }, actor, target)])
}
