/**
 * Talking with mobiles: rules answer keywords at once. What no rule knows becomes a job for a worker;
 * if none answers in time the mobile uses its ready words (`overdue-jobs.ts`).
 */
import { type NewEvent, onEvent } from '../../../schema/define-event.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { canonIndex } from '../../../schema/events/canon.ts'
import { npcSpoke } from '../../../schema/events/npc.ts'
import { speechUttered } from '../../../schema/events/speech.ts'
import { keywordsOf, mobilePrototype } from '../../../schema/words.ts'
import { charactersAt, mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { MobilePrototype, Talk } from '../../../schema/world-file.ts'
import { type Act, defineReaction, eventActs, type SystemContext } from '../../define-system.ts'
import { socialOf } from '../../prepared.ts'
import { conflictsIn } from '../../scene-view.ts'
import { askForReply, hasPersona } from '../scenes/scene-jobs.ts'
import { named, scriptedActs } from './actions.ts'
import { serviceActs } from './behaviours/index.ts'
import { mentioned, mentions } from './words.ts'

type Speech = Parameters<typeof speechUttered>[0]

interface Addressed {
  readonly mobile: Mobile
  readonly prototype: MobilePrototype
  readonly speaker: Character
  readonly words: string
  readonly private: boolean
  /** Somebody said it to this mobile, not just near it. */
  readonly direct: boolean
}

/** The ways of speaking that mobiles answer. */
const answered: ReadonlySet<string> = new Set(['say', 'ask', 'whisper'])

export const mobileTalk = defineReaction(
  'npc-talk',
  onEvent(speechUttered, (context, speech) => {
    const { world } = context
    const speaker = answered.has(speech.how) ? world.get(speech.actor) : undefined
    if (speaker?.kind !== 'character') return []
    const talk = addressee(world, speech, speaker)
    return talk ? answerTo(context, talk) : []
  }),
)

/**
 * The mobile that words are meant for: the one that they name, else one that knows an answer, else
 * the only one that talks when the speaker is the only player.
 */
function addressee(world: WorldReader, speech: Speech, speaker: Character): Addressed | undefined {
  const meant = meantMobile(world, speech)
  const prototype = meant && mobilePrototype(world, meant.mobile.proto)
  if (!prototype) return undefined
  return { ...meant, prototype, speaker, words: speech.words, private: speech.how === 'whisper' }
}

function meantMobile(
  world: WorldReader,
  { target: id, how, room, words }: Speech,
): Pick<Addressed, 'mobile' | 'direct'> | undefined {
  if (id) {
    const target = world.get(id)
    return target?.kind === 'mobile' ? { mobile: target, direct: true } : undefined
  }
  if (how === 'whisper') return undefined
  const present = mobilesAt(world, room).filter((one) => one.position !== 'sleeping')
  const byName = present.find((one) => mentions(words, keywordsOf(world, one)))
  if (byName) return { mobile: byName, direct: true }
  const knowing = present.find((one) => topicOf(mobilePrototype(world, one.proto), words))
  if (knowing) return { mobile: knowing, direct: false }
  const [talker, ...others] = present.filter((one) => hasPersona(world, one))
  if (!talker || others.length > 0 || charactersAt(world, room).length !== 1) return undefined
  return { mobile: talker, direct: true }
}

/** The topic with the most keywords in what was said; the earliest of equals. */
function topicOf(prototype: MobilePrototype | undefined, words: string): Talk | undefined {
  let best: Talk | undefined
  let most = 0
  for (const topic of prototype?.talk ?? []) {
    const count = mentioned(words, topic.keywords)
    if (count > most) {
      best = topic
      most = count
    }
  }
  return best
}

function answerTo(context: SystemContext, talk: Addressed): Act[] {
  const { world, now } = context
  const { mobile, prototype, words } = talk
  if (mobile.fighting) return []
  if (mobile.position === 'sleeping') return []
  const served = talk.direct ? serviceActs(prototype, talk) : []
  if (served.length > 0) return [...served]
  const topic = topicOf(prototype, words)
  if (topic) return topicActs(context, talk, topic)
  const rumour = talk.direct ? gossipFor(context, talk) : undefined
  if (rumour) return eventActs(reply(talk, rumour))
  const room = world.room(mobile.place)
  if (!talk.direct || !room || !hasPersona(world, mobile)) return []
  return askForReply(world, now, {
    room,
    mobile,
    speaker: talk.speaker,
    words,
    private: talk.private,
    request: context.request,
  })
}

function topicActs(context: SystemContext, talk: Addressed, topic: Talk): Act[] {
  const { mobile, speaker } = talk
  const { world, now, newId } = context
  const stage = { world, mobile, causer: speaker, beat: now.beat, newId }
  const said = named(topic.reply, stage)
  const emote = topic.emote ? named(topic.emote, stage) : undefined
  return [...eventActs(reply(talk, said, emote)), ...scriptedActs(stage, topic.do)]
}

/** What a mobile says to somebody by rule, with a gesture before it if there is one. */
export function reply(
  talk: Pick<Addressed, 'mobile' | 'speaker' | 'private'>,
  text: string,
  emote?: string,
): NewEvent {
  return npcSpoke({
    npc: talk.mobile.id,
    room: talk.mobile.place,
    say: text.slice(0, 600),
    ...(emote ? { emote: emote.slice(0, 240) } : {}),
    to: talk.speaker.id,
    private: talk.private,
    by: 'rules',
  })
}

const gossipWords = ['gossip', 'rumour', 'rumor', 'news', 'tale', 'story', 'stories', 'history']

/** Gossip that workers prepared for this company, what canon tells, or the conflicts of the place. */
function gossipFor(context: SystemContext, talk: Addressed): string | undefined {
  const { world, now, dice } = context
  const { mobile, words } = talk
  if (!mentions(words, gossipWords)) return undefined
  const room = world.room(mobile.place)
  if (!room) return undefined
  const prepared = socialOf(world, room.id, now.beat)?.gossip ?? []
  const canon = canonIndex(world, room.zone).latest.flatMap((entry) =>
    entry.references.length > 0 ? entry.references : [entry.text],
  )
  const quarrels = conflictsIn(world, room.id).flatMap((conflict) => conflict.gossip)
  return dice.pick([...prepared, ...canon, ...quarrels])
}
