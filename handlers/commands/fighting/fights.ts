/** Fights: whom a phrase means, and how a fight begins. */
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { accept, type Context, type Decision, refusalView, reject } from '../../decision.ts'
import { find, isSelf, othersHere, type Refused, refuse } from '../../nouns.ts'
import { blowEvents } from '../../rules/blow.ts'
import { moved } from '../../rules/bonds.ts'
import { startFight, whyNoFight } from '../../rules/fight.ts'

type Somebody = { readonly kind: 'somebody'; readonly being: Character | Mobile } | Refused

/** Somebody else who is here, or why nobody is meant. */
export function somebodyElse({ world, actor }: Context, phrase: string): Somebody {
  if (isSelf(actor, phrase)) return refuse('self', 'You think better of it.')
  const found = find(world, phrase, othersHere(world, actor), {
    none: (noun) => `You see no ${noun} here.`,
  })
  return found.kind === 'refused' ? found : { kind: 'somebody', being: found.entities[0] }
}

/** Where and with whom nobody is hurt. */
const unharmed: ReadonlySet<string> = new Set(['immortal', 'safe'])

/** Who cannot be hurt still sees a hand that is raised. */
function grudgeOf({ world, actor, now }: Context, target: Character | Mobile): NewEvent[] {
  if (actor.kind !== 'character' || target.kind !== 'mobile') return []
  if (!mobilePrototype(world, target.proto)?.persona) return []
  return moved(world, now, { npc: target.proto, character: actor, code: 'struck' })
}

/** Starts a fight with a first blow; the rounds of the heartbeat do the rest. */
export function attack(context: Context, target: Character | Mobile): Decision {
  const { world, actor, now, dice } = context
  const why = whyNoFight(world, actor, target)
  if (why) {
    const grudge = unharmed.has(why.code) ? grudgeOf(context, target) : []
    return grudge.length > 0 ? accept(grudge, () => refusalView(why)) : reject(why.code, why.text)
  }
  if (actor.fighting === target.id) return reject('fighting', 'You are doing the best you can!')
  const start = startFight(world, actor, target)
  // A new opponent gives no extra blow: otherwise it would pay to change back and forth.
  if (actor.fighting) return accept(start)
  return accept([...start, ...blowEvents({ world, beat: now.beat, dice }, actor, target)])
}
