/** Scripted reactions of mobiles to what happens around them, and their greetings. */
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { npcMet, npcMinded } from '../../../schema/events/npc.ts'
import { roomNarrated } from '../../../schema/events/scenes.ts'
import type { EntityId } from '../../../schema/ids.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { beingIn, mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { MobilePrototype, Reaction as Scripted } from '../../../schema/world-file.ts'
import type { Act, Reaction, SystemContext } from '../../define-system.ts'
import { lastMet } from '../../rules/acquaintance.ts'
import { named, scriptedActs } from './actions.ts'
import { speakLine } from './sight.ts'
import { mentions } from './words.ts'

type Occasion = Scripted['on']

/** What happened to whom, in the terms of scripts. */
interface Happening {
  readonly on: Occasion
  readonly room: EntityId
  /** The mobile it happened to; everybody in the room when absent. */
  readonly to?: EntityId
  readonly by: EntityId
  readonly item?: string | undefined
  readonly words?: string
  readonly social?: string
}

type Data = Readonly<Record<string, string | undefined>>

/** Reads an event as happenings; most events are none. */
function happeningsIn(world: WorldReader, event: NewEvent): Happening[] {
  const data = event.data as Data
  const { actor = '', target = '', room = '' } = data
  switch (event.type) {
    case 'character-moved':
    case 'being-transported':
      return [
        { on: 'enters', room: data['to'] ?? '', by: actor },
        { on: 'leaves', room: data['from'] ?? '', by: actor },
      ]
    case 'character-entered':
      return [{ on: 'enters', room, by: data['character'] ?? '' }]
    case 'item-given': {
      const item = world.get(data['item'] ?? '')
      const place = world.get(target)?.place ?? ''
      const proto = item?.kind === 'item' ? item.proto : undefined
      return [{ on: 'gives', room: place, to: target, by: actor, item: proto }]
    }
    case 'gold-given':
      return [{ on: 'gives', room: world.get(target)?.place ?? '', to: target, by: actor }]
    case 'speech-uttered':
      return heard(data)
    case 'social-performed': {
      const social = data['social'] ?? ''
      return [{ on: 'emotes', room, by: actor, social, ...(target ? { to: target } : {}) }]
    }
    case 'fight-started':
      return [{ on: 'attacked', room: world.get(target)?.place ?? '', to: target, by: actor }]
    case 'blow-struck':
      return Number((event.data as { damage?: number }).damage ?? 0) > 0
        ? [{ on: 'hurt', room: world.get(target)?.place ?? '', to: target, by: actor }]
        : []
    case 'character-died':
      return [{ on: 'kills', room, to: data['killer'] ?? '', by: data['character'] ?? '' }]
    default:
      return []
  }
}

function heard({ how, actor = '', room = '', words = '', target }: Data): Happening[] {
  if (how === 'emote') return [{ on: 'emotes', room, by: actor, words }]
  if (how === 'tell') return []
  return [{ on: 'says', room, by: actor, words, ...(target ? { to: target } : {}) }]
}

export const npcReactions: Reaction = {
  name: 'npc-reactions',
  on: [
    'character-moved',
    'being-transported',
    'character-entered',
    'item-given',
    'gold-given',
    'speech-uttered',
    'social-performed',
    'fight-started',
    'blow-struck',
    'character-died',
  ],
  react(context, event) {
    const acts: Act[] = []
    for (const happening of happeningsIn(context.world, event)) {
      const by = beingIn(context.world, happening.by)
      // Mobiles do not set each other off, except with blows: two talkers would never stop.
      if (!by || (by.kind === 'mobile' && happening.on !== 'hurt' && happening.on !== 'attacked')) {
        continue
      }
      for (const mobile of concerned(context.world, happening)) {
        acts.push(...reactionsOf(context, mobile, happening, by))
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

function reactionsOf(
  context: SystemContext,
  mobile: Mobile,
  happening: Happening,
  by: Character | Mobile,
): Act[] {
  const prototype = mobilePrototype(context.world, mobile.proto)
  if (!prototype || mobile.id === by.id || mobile.position === 'sleeping') return []
  const acts: Act[] = []
  for (const [index, script] of prototype.reactions.entries()) {
    if (!isCalled(script, happening) || isSpent(context, mobile, script, index, by)) continue
    if (!context.dice.chance(script.chance)) continue
    acts.push(...marks(context, mobile, script, index, by))
    const stage = { world: context.world, mobile, beat: context.now.beat, newId: context.newId }
    acts.push(...scriptedActs(stage, script.do, by))
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

function isSpent(
  { world, now }: SystemContext,
  mobile: Mobile,
  script: Scripted,
  index: number,
  by: Character | Mobile,
): boolean {
  if (script.once && lastMet(world, by.id, onceMemo(mobile, index)) !== undefined) return true
  if (script.cooldownBeats === 0) return false
  const last = Number(mobile.mind?.[`r${index}`] ?? Number.NEGATIVE_INFINITY)
  return now.beat - last < script.cooldownBeats
}

function marks(
  { now }: SystemContext,
  mobile: Mobile,
  script: Scripted,
  index: number,
  by: Character | Mobile,
): Act[] {
  const events: NewEvent[] = []
  if (script.once && by.kind === 'character') {
    events.push(npcMet({ character: by.id, memo: onceMemo(mobile, index), beat: now.beat }))
  }
  if (script.cooldownBeats > 0) {
    events.push(npcMinded({ mobile: mobile.id, mind: { [`r${index}`]: now.beat } }))
  }
  return events.length > 0 ? [{ kind: 'events', events }] : []
}

/** A greeting is not repeated to somebody who only stepped out for a moment: six hours of world time. */
const greetEveryBeats = 2_880

/** Whoever enters within two seconds of world time belongs to who entered before. */
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
  if (now.beat - greeted < togetherBeats) return [{ kind: 'events', events: [met] }]
  const said = dice.pick(prototype.greets)
  if (!said) return []
  return [
    {
      kind: 'events',
      events: [met, npcMinded({ mobile: mobile.id, mind: { greeted: now.beat } })],
    },
    speakLine(mobile, named(said, mobile, by)),
  ]
}

/** The last words of a mobile: it is gone when they are read, so they are told, not spoken. */
export const npcLastWords: Reaction = {
  name: 'npc-last-words',
  on: ['mobile-killed'],
  react({ world, dice }, event) {
    const { proto, room } = event.data as { proto: string; room: string }
    const scripts = mobilePrototype(world, proto)?.reactions ?? []
    const events = scripts
      .filter((script) => script.on === 'dies' && dice.chance(script.chance))
      .flatMap((script) => script.do)
      .flatMap((action) =>
        action.act === 'narrate'
          ? [roomNarrated({ room, text: action.text, occasion: 'scripted', by: 'rules' })]
          : [],
      )
    return events.length > 0 ? [{ kind: 'events', events }] : []
  },
}
