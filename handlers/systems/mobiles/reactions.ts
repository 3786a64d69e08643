/** Scripted reactions of mobiles to what happens around them, and their greetings. */
import { createEventTable, type NewEvent, onEvent } from '../../../schema/define-event.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { blowStruck, fightStarted } from '../../../schema/events/combat.ts'
import { characterDied, mobileKilled } from '../../../schema/events/death.ts'
import { goldGiven, itemGiven } from '../../../schema/events/items.ts'
import { characterMoved } from '../../../schema/events/movement.ts'
import { npcMet, npcMinded } from '../../../schema/events/npc.ts'
import { beingTransported } from '../../../schema/events/posture.ts'
import { characterEntered } from '../../../schema/events/presence.ts'
import { roomNarrated } from '../../../schema/events/scenes.ts'
import { socialPerformed, speechUttered } from '../../../schema/events/speech.ts'
import type { BeingId, RoomId } from '../../../schema/ids.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { beingIn, mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { MobilePrototype, Reaction as Scripted } from '../../../schema/world-file.ts'
import {
  type Act,
  defineReaction,
  eventActs,
  type Reaction,
  type SystemContext,
} from '../../define-system.ts'
import { lastMet } from '../../rules/acquaintance.ts'
import { named, scriptedActs } from './actions.ts'
import { speakLine } from './sight.ts'
import { mentions } from './words.ts'

/** What happened to whom, in the terms of scripts. */
interface Happening {
  readonly on: Scripted['on']
  readonly room: RoomId
  /** The mobile it happened to; everybody in the room when absent. */
  readonly to?: BeingId | undefined
  /** The being that did it. */
  readonly by: BeingId
  readonly item?: string | undefined
  readonly words?: string | undefined
  readonly social?: string | undefined
}

/** Events as happenings: what scripts call an occasion, and in which room and to whom it came. */
const happenings = createEventTable<WorldReader, readonly Happening[]>([
  onEvent(characterMoved, (_world, { actor: by, from, to }) => movement(by, from, to)),
  onEvent(beingTransported, (_world, { actor: by, from, to }) => movement(by, from, to)),
  onEvent(characterEntered, (_world, { character: by, room }) => [{ on: 'enters', room, by }]),
  onEvent(itemGiven, (world, { actor: by, item, target }) => {
    const given = world.get(item)
    return at(world, target, {
      on: 'gives',
      by,
      item: given?.kind === 'item' ? given.proto : undefined,
    })
  }),
  onEvent(goldGiven, (world, { actor: by, target }) => at(world, target, { on: 'gives', by })),
  onEvent(speechUttered, (_world, { actor: by, room, how, words, target: to }) => {
    if (how === 'emote') return [{ on: 'emotes', room, by, words }]
    return how === 'tell' ? [] : [{ on: 'says', room, by, words, to }]
  }),
  onEvent(socialPerformed, (_world, { actor: by, room, social, target: to }) => [
    { on: 'emotes', room, by, social, to },
  ]),
  onEvent(fightStarted, (world, { actor: by, target }) =>
    at(world, target, { on: 'attacked', by }),
  ),
  onEvent(blowStruck, (world, { actor: by, target, damage }) =>
    damage > 0 ? at(world, target, { on: 'hurt', by }) : [],
  ),
  onEvent(characterDied, (_world, { character: by, room, killer: to }) => [
    { on: 'kills', room, by, to },
  ]),
])

function movement(by: BeingId, from: RoomId, to: RoomId): readonly Happening[] {
  return [
    { on: 'enters', room: to, by },
    { on: 'leaves', room: from, by },
  ]
}

/** Something that happened to one being, in the room where it is. */
function at(
  world: WorldReader,
  to: BeingId,
  what: Pick<Happening, 'on' | 'by' | 'item'>,
): readonly Happening[] {
  return [{ ...what, room: beingIn(world, to)?.place ?? '', to }]
}

export const mobileReactions: Reaction = {
  name: 'npc-reactions',
  on: happenings.types,
  react(context, event) {
    const { world } = context
    const acts: Act[] = []
    for (const happening of happenings.read(world, event) ?? []) {
      const by = beingIn(world, happening.by)
      // Mobiles do not set each other off, except with blows: two talkers would never stop.
      if (!by || (by.kind === 'mobile' && happening.on !== 'hurt' && happening.on !== 'attacked')) {
        continue
      }
      for (const mobile of concerned(world, happening)) {
        acts.push(...reactionsOf({ context, mobile, by }, happening))
      }
    }
    return acts
  },
}

function concerned(world: WorldReader, { to, room, on }: Happening): Mobile[] {
  if (to) {
    const mobile = world.get(to)
    return mobile?.kind === 'mobile' ? [mobile] : []
  }
  return on === 'gives' || room === '' ? [] : mobilesAt(world, room)
}

/** A mobile that may react, and the being that gave it the cause. */
interface Cause {
  readonly context: SystemContext
  readonly mobile: Mobile
  readonly by: Character | Mobile
}

function reactionsOf(cause: Cause, happening: Happening): Act[] {
  const { context, mobile, by } = cause
  const { world, now, dice, newId } = context
  const prototype = mobilePrototype(world, mobile.proto)
  if (!prototype || mobile.id === by.id || mobile.position === 'sleeping') return []
  const acts: Act[] = []
  for (const [index, script] of prototype.reactions.entries()) {
    if (!isCalled(script, happening) || isSpent(cause, script, index)) continue
    if (!dice.chance(script.chance)) continue
    acts.push(...marks(cause, script, index))
    acts.push(...scriptedActs({ world, mobile, beat: now.beat, causer: by, newId }, script.do))
  }
  if (happening.on === 'enters' && by.kind === 'character') {
    acts.push(...greeting(context, mobile, prototype, by))
  }
  return acts
}

function isCalled(script: Scripted, happening: Happening): boolean {
  if (script.on !== happening.on) return false
  if (script.item && script.item !== happening.item) return false
  if (script.social && script.social !== happening.social) return false
  return !script.words || mentions(happening.words ?? '', script.words)
}

const onceMemo = (mobile: Mobile, index: number) => `${mobile.proto}#${index}`

/** True for a script that was for once, or whose time to wait is not over. */
function isSpent({ context, mobile, by }: Cause, script: Scripted, index: number): boolean {
  const { world, now } = context
  if (script.once && lastMet(world, by.id, onceMemo(mobile, index)) !== undefined) return true
  if (script.cooldownBeats === 0) return false
  const last = Number(mobile.mind?.[`r${index}`] ?? Number.NEGATIVE_INFINITY)
  return now.beat - last < script.cooldownBeats
}

/** What is noted of a script that runs, so that `isSpent` knows it. */
function marks({ context, mobile, by }: Cause, script: Scripted, index: number): Act[] {
  const { beat } = context.now
  const events: NewEvent[] = []
  if (script.once && by.kind === 'character') {
    events.push(npcMet({ character: by.id, memo: onceMemo(mobile, index), beat }))
  }
  if (script.cooldownBeats > 0) {
    events.push(npcMinded({ mobile: mobile.id, mind: { [`r${index}`]: beat } }))
  }
  return eventActs(...events)
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
  if (prototype.greets.length === 0 || mobile.fighting) return []
  const memo = `greet ${mobile.proto}`
  const last = lastMet(world, by.id, memo)
  if (last !== undefined && now.beat - last < greetEveryBeats) return []
  const met = npcMet({ character: by.id, memo, beat: now.beat })
  // People who come in together are greeted together.
  const greeted = Number(mobile.mind?.['greeted'] ?? Number.NEGATIVE_INFINITY)
  if (now.beat - greeted < togetherBeats) return eventActs(met)
  const said = dice.pick(prototype.greets)
  if (!said) return []
  return [
    ...eventActs(met, npcMinded({ mobile: mobile.id, mind: { greeted: now.beat } })),
    speakLine(mobile, named(said, { mobile, causer: by })),
  ]
}

/** The last words of a mobile: it is gone by then, so they are narrated and not spoken. */
export const mobileLastWords = defineReaction(
  'npc-last-words',
  onEvent(mobileKilled, ({ world, dice }, { proto, room }) => {
    const scripts = mobilePrototype(world, proto)?.reactions ?? []
    const events = scripts
      .filter((script) => script.on === 'dies' && dice.chance(script.chance))
      .flatMap((script) => script.do)
      .flatMap((action) =>
        action.act === 'narrate'
          ? [roomNarrated({ room, text: action.text, occasion: 'scripted', by: 'rules' })]
          : [],
      )
    return eventActs(...events)
  }),
)
