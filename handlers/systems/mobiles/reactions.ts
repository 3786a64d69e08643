/** What answers events: scripts and simple reactions by one engine, and the greetings of mobiles. */
import { createEventTable, onEvent } from '../../../schema/define-event.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { characterMoved } from '../../../schema/events/movement.ts'
import { npcMet, npcMinded } from '../../../schema/events/npc.ts'
import { beingTransported } from '../../../schema/events/posture.ts'
import { characterEntered } from '../../../schema/events/presence.ts'
import type { BeingId, RoomId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { beingIn, mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { MobilePrototype } from '../../../schema/world-file.ts'
import { type Act, eventActs, type Reaction, type SystemContext } from '../../define-system.ts'
import { greetingFor } from '../../minds/greetings.ts'
import { lastMet } from '../../rules/acquaintance.ts'
import { named } from '../../rules/spoken-words.ts'
import { happeningTypes } from '../../scripts/happenings.ts'
import { scriptsAfter } from '../../scripts/reaction.ts'
import { speakLine } from './sight.ts'

export const mobileReactions: Reaction = {
  name: 'npc-reactions',
  on: happeningTypes,
  react(context, event) {
    const acts = scriptsAfter(context, event)
    const come = arrivals.read(context.world, event)
    return come ? [...acts, ...greetings(context, come)] : acts
  },
}

interface Coming {
  readonly by: BeingId
  readonly room: RoomId
}

/** Who comes into which room. */
const arrivals = createEventTable<WorldReader, Coming>([
  onEvent(characterMoved, (_world, { actor: by, to: room }) => ({ by, room })),
  onEvent(beingTransported, (_world, { actor: by, to: room }) => ({ by, room })),
  onEvent(characterEntered, (_world, { character: by, room }) => ({ by, room })),
])

function greetings(context: SystemContext, { by: id, room }: Coming): Act[] {
  const by = beingIn(context.world, id)
  if (by?.kind !== 'character' || by.place !== room) return []
  return mobilesAt(context.world, room).flatMap((mobile) => {
    const prototype = mobilePrototype(context.world, mobile.proto)
    if (!prototype || mobile.position === 'sleeping') return []
    return greeting(context, mobile, prototype, by)
  })
}

/** Six hours of world time, in which a mobile greets the same character once. */
const greetEveryBeats = 2_880

/** Those who enter within two seconds of world time belong together. */
const togetherBeats = 8

function greeting(
  { world, now, dice }: SystemContext,
  mobile: Mobile,
  prototype: MobilePrototype,
  by: Character,
): Act[] {
  const known = greetingFor(world, mobile, by, now.beat)
  const greets = known ?? ownOf(prototype.greetsFrom ?? {}, by.origin ?? '') ?? prototype.greets
  if (greets.length === 0 || mobile.fighting) return []
  // Whoever has become a friend since is greeted as one.
  const memo = `greet ${mobile.proto}${known ? ' by name' : ''}`
  const last = lastMet(world, by.id, memo)
  if (last !== undefined && now.beat - last < greetEveryBeats) return []
  const met = npcMet({ character: by.id, memo, beat: now.beat })
  // People who come in together are greeted together.
  const greeted = Number(mobile.mind?.['greeted'] ?? Number.NEGATIVE_INFINITY)
  if (now.beat - greeted < togetherBeats) return eventActs(met)
  const said = dice.pick(greets)
  if (!said) return []
  return [
    ...eventActs(met, npcMinded({ mobile: mobile.id, mind: { greeted: now.beat } })),
    speakLine(mobile, named(said, { mobile, causer: by })),
  ]
}
