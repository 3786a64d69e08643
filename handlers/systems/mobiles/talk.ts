/**
 * Talking with mobiles: rules answer keywords at once. What no rule knows becomes a job for a worker;
 * if none answers in time the mobile uses its ready words (`overdue-jobs.ts`).
 */
import { type NewEvent, onEvent } from '../../../schema/define-event.ts'
import type { Character, Room } from '../../../schema/entities.ts'
import { canonIndex } from '../../../schema/events/canon.ts'
import { npcMinded, npcSpoke } from '../../../schema/events/npc.ts'
import { speechUttered } from '../../../schema/events/speech.ts'
import { workersAreAway } from '../../../schema/events/workers.ts'
import { keywordsOf, mobilePrototype } from '../../../schema/words.ts'
import type { MobilePrototype, Talk } from '../../../schema/world-file.ts'
import { type Act, defineReaction, eventActs, type SystemContext } from '../../define-system.ts'
import { dossierOf } from '../../minds/dossier.ts'
import { isOpen } from '../../minds/facts/persona.ts'
import { confidenceOf } from '../../minds/meaning.ts'
import { isTakenNow, offers } from '../../minds/offers.ts'
import { asking, offerOfQuest, questMeant, standing } from '../../minds/quest-talk.ts'
import { remembered } from '../../minds/remembered.ts'
import { tell } from '../../minds/tell.ts'
import { socialOf } from '../../prepared.ts'
import { feelingFor, isRefused } from '../../rules/bonds.ts'
import { named } from '../../rules/spoken-words.ts'
import { conflictsIn } from '../../scene-view.ts'
import { doActs } from '../../scripts/do-list.ts'
import { askForReply, hasPersona } from '../scenes/scene-jobs.ts'
import type { Asked } from './behaviours/rule.ts'
import { offerActs, orderedService, priceActs, serveActs, serviceAskedFor } from './services.ts'
import { sureEnough, topicOf, whoAnswers } from './who-answers.ts'

type Speech = Parameters<typeof speechUttered>[0]

interface Addressed extends Asked {
  readonly prototype: MobilePrototype
}

/** The ways of speaking that mobiles answer. */
const answered: ReadonlySet<string> = new Set(['say', 'ask', 'whisper'])

export const mobileTalk = defineReaction(
  'npc-talk',
  onEvent(speechUttered, (context, speech) => {
    const { world } = context
    const speaker = answered.has(speech.how) ? world.get(speech.actor) : undefined
    if (speaker?.kind !== 'character') return []
    const talk = addressee(context, speech, speaker)
    if (!talk) return []
    const acts = answerTo(context, talk)
    return acts.length > 0 ? [...acts, ...inTalk(context, talk), ...kept(context, talk)] : []
  }),
)

/** From now on the next words of the speaker are taken for part of this talk. */
function inTalk({ now }: SystemContext, { mobile, speaker }: Addressed): Act[] {
  const mind = { spokeTo: speaker.id, spokeAt: now.beat }
  return eventActs(npcMinded({ mobile: mobile.id, mind }))
}

/** What the speaker said of itself stays with this mobile. */
function kept({ world, now }: SystemContext, { mobile, speaker, words }: Addressed): Act[] {
  return hasPersona(world, mobile)
    ? eventActs(...remembered(world, now, { mobile, speaker, words }))
    : []
}

/** Whoever has done too much is not served, and is told so. */
function refusalTo(context: SystemContext, talk: Addressed): Act[] | undefined {
  const { world, now } = context
  const { mobile, speaker } = talk
  const room = world.room(mobile.place)
  if (!room || !hasPersona(world, mobile)) return undefined
  if (!isRefused(feelingFor(world, mobile.proto, speaker, now.beat))) return undefined
  return eventActs(reply(talk, toldBy(context, talk, room).told.say))
}

/** What the listener has won goes before what anybody is told of the same matter. */
function wonActs(context: SystemContext, talk: Addressed): Act[] | undefined {
  const { mobile, prototype } = talk
  const room = context.world.room(mobile.place)
  if (!room || !prototype.persona?.knows?.some((one) => !isOpen(one))) return undefined
  const { dossier, told } = toldBy(context, talk, room)
  const isWon = dossier.facts.some(({ id, own }) => id.startsWith('won:') && own === told.say)
  return isWon ? eventActs(reply(talk, told.say)) : undefined
}

/** What the mobile would say by rule, and the facts that it rests on. */
function toldBy(
  { world, now }: SystemContext,
  { mobile, prototype, speaker, words }: Addressed,
  room: Room,
) {
  const dossier = dossierOf({ world, now, mobile, prototype, room, speaker, words })
  const told = tell({
    dossier,
    line: words,
    name: mobile.name,
    called: keywordsOf(world, mobile),
    speaker: speaker.name,
    seed: `${mobile.id} ${now.tick} ${words}`,
  })
  return { dossier, told }
}

/** The mobile that words are meant for: the one that they are said to, else one who feels addressed. */
function addressee(
  context: SystemContext,
  { target, how, room, words }: Speech,
  speaker: Character,
): Addressed | undefined {
  const { world } = context
  const mobile = target
    ? world.get(target)
    : how === 'whisper'
      ? undefined
      : whoAnswers(context, { room, speaker, words })
  const prototype = mobile?.kind === 'mobile' ? mobilePrototype(world, mobile.proto) : undefined
  if (mobile?.kind !== 'mobile' || !prototype) return undefined
  const { request } = context
  return { mobile, prototype, speaker, words, private: how === 'whisper', request }
}

function answerTo(context: SystemContext, talk: Addressed): Act[] {
  const { world, now } = context
  const { mobile, words, speaker } = talk
  if (mobile.fighting) return []
  if (mobile.position === 'sleeping') return []
  const refused = refusalTo(context, talk)
  if (refused) return refused
  const ordered = orderedService(context, talk)
  if (ordered) return [...serveActs(context, talk, ordered)]
  const won = wonActs(context, talk)
  if (won) return won
  const ruled = ruleActs(context, talk)
  if (ruled) return ruled
  const room = world.room(mobile.place)
  if (!room || !hasPersona(world, mobile)) return []
  const { dossier, told } = toldBy(context, talk, room)
  // What is data, or a matter of manners, needs nobody to think about it; and nobody waits for those who
  // are known to be away.
  if (told.sure || workersAreAway(world, now.beat)) return eventActs(reply(talk, told.say))
  return askForReply(world, now, {
    room,
    mobile,
    speaker,
    words,
    private: talk.private,
    request: talk.request,
    dossier,
  })
}

/** What rules have to say to a line, or undefined. Nothing of it is more than words. */
function ruleActs(context: SystemContext, talk: Addressed): Act[] | undefined {
  const { world, now } = context
  const { mobile, prototype, words, speaker } = talk
  const meant = questMeant(world, speaker, mobile, words)
  // Who has taken a task on, or has done it, is not asked to do it again.
  if (meant && !meant.isFree) {
    const isTaken = isTakenNow(world, speaker, offerOfQuest(meant.quest), now)
    return isTaken ? [] : eventActs(reply(talk, standing(speaker, meant.quest)))
  }
  const offer = meant ? eventActs(offers(speaker, offerOfQuest(meant.quest), now)) : []
  const service = serviceAskedFor(context, prototype, talk)
  const topic = topicOf(context, mobile, words)
  if (topic) {
    const price = service ? offerActs(context, talk, service) : []
    return [...topicActs(talk, topic), ...offer, ...price]
  }
  if (meant) return [...eventActs(reply(talk, asking(meant.quest))), ...offer]
  if (service) return priceActs(context, talk, service)
  const rumour = gossipFor(context, talk)
  return rumour ? eventActs(reply(talk, rumour)) : undefined
}

function topicActs(talk: Addressed, topic: Talk): Act[] {
  const { mobile, speaker } = talk
  const stage = { mobile, causer: speaker }
  const said = named(topic.reply, stage)
  const emote = topic.emote ? named(topic.emote, stage) : undefined
  return [...eventActs(reply(talk, said, emote)), ...doActs(mobile, topic.do, speaker)]
}

/** What a mobile says to somebody by rule, with a gesture before it if there is one. */
function reply(
  talk: Pick<Addressed, 'mobile' | 'speaker' | 'private' | 'request'>,
  text: string,
  emote?: string,
): NewEvent {
  // What begins with a colon is a gesture, as in every line of a world file; all who are here see it.
  const isGesture = text.startsWith(':')
  const gesture = isGesture ? text.slice(1).trim() : emote
  return npcSpoke({
    npc: talk.mobile.id,
    room: talk.mobile.place,
    say: isGesture ? '' : text.slice(0, 600),
    ...(gesture ? { emote: gesture.slice(0, 240) } : {}),
    to: talk.speaker.id,
    private: talk.private && !isGesture,
    by: 'rules',
    ...(talk.request ? { request: talk.request } : {}),
  })
}

const gossipWords = ['gossip', 'rumour', 'rumor', 'news', 'tale', 'story', 'stories', 'history']

/** Gossip that workers prepared for this company, what canon tells, or the conflicts of the place. */
function gossipFor(context: SystemContext, talk: Addressed): string | undefined {
  const { world, now, dice } = context
  const { mobile, words } = talk
  if (confidenceOf(words, gossipWords, keywordsOf(world, mobile)) < sureEnough) return undefined
  const room = world.room(mobile.place)
  if (!room) return undefined
  const { dossier, told } = toldBy(context, talk, room)
  if (dossier.facts.some(({ id, text }) => id.startsWith('news:') && told.say.includes(text)))
    return told.say
  const prepared = socialOf(world, room.id, now.beat)?.gossip ?? []
  const canon = canonIndex(world, room.zone).latest.flatMap((entry) =>
    entry.references.length > 0 ? entry.references : [entry.text],
  )
  const quarrels = conflictsIn(world, room.id).flatMap((conflict) => conflict.gossip)
  return dice.pick([...prepared, ...canon, ...quarrels])
}
