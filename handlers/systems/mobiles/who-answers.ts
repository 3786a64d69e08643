/**
 * Who of those present answers a line: exactly one, or nobody. Whoever is named or asked for a service comes
 * first, then who was in talk with the speaker a moment ago, who knows, and who keeps the house.
 */
import type { Character, Mobile } from '../../../schema/entities.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import { keywordsOf, mobilePrototype } from '../../../schema/words.ts'
import { charactersAt, mobilesAt } from '../../../schema/world.ts'
import type { BehaviourKind, Talk } from '../../../schema/world-file.ts'
import type { SystemContext } from '../../define-system.ts'
import { confidenceOf, tokensOf } from '../../minds/meaning.ts'
import { questMeant } from '../../minds/quest-talk.ts'
import { type Act, actOf, plainLine } from '../../minds/questions.ts'
import { mentioned } from '../../rules/spoken-words.ts'
import { hasPersona } from '../scenes/scene-jobs.ts'
import { orderedService, serviceAskedFor } from './services.ts'

/** A line that nobody is named in, or one that somebody is. */
interface Heard {
  readonly room: RoomId
  readonly speaker: Character
  readonly words: string
}

/** Surer than this, a line is about what its author wrote the reply for. */
export const sureEnough = 70

/** The topic that what was said is surely about; of several the one with the most keywords in it. */
export function topicOf(
  { world }: Pick<SystemContext, 'world'>,
  mobile: Mobile,
  words: string,
): Talk | undefined {
  const names = keywordsOf(world, mobile)
  let best: Talk | undefined
  let most = 0
  for (const topic of mobilePrototype(world, mobile.proto)?.talk ?? []) {
    const count = mentioned(words, topic.keywords)
    if (count > most && confidenceOf(words, topic.keywords, names) >= sureEnough) {
      best = topic
      most = count
    }
  }
  return best
}

/** So long after its last words to somebody a mobile still takes a line for an answer to them. */
const inTalkMs = 60_000

/** Greetings want any voice, questions one that has reason to answer, statements a better one. */
const needs = { greeting: 1, question: 20, statement: 50, betweenPlayers: 60 } as const

export function whoAnswers(context: SystemContext, heard: Heard): Mobile | undefined {
  const { world } = context
  const { room } = heard
  const present = mobilesAt(world, room).filter(
    (one) => one.position !== 'sleeping' && !one.fighting,
  )
  if (present.length === 0) return undefined
  const talkers = present.filter((one) => hasPersona(world, one))
  let best: Mobile | undefined
  let most = needOf(context, heard) - 1
  for (const mobile of present) {
    const score =
      scoreOf(context, heard, mobile) + (talkers.length === 1 && mobile === talkers[0] ? host : 0)
    if (score > most) {
      best = mobile
      most = score
    }
  }
  // Alone with one who talks, one is talking to that one.
  if (best || talkers.length !== 1) return best
  return charactersAt(world, room).length === 1 ? talkers[0] : undefined
}

const greeting: ReadonlySet<Act> = new Set<Act>(['hello'])

function needOf({ world }: SystemContext, { room, words, speaker }: Heard): number {
  // By the names in the line, and not by all who are here: a line in a crowd costs what it costs elsewhere.
  const named = tokensOf(words).map((word) => world.characterNamed(word))
  if (named.some((one) => one?.place === room && one.id !== speaker.id)) return needs.betweenPlayers
  const act = actOf(plainLine(words, []))
  if (greeting.has(act)) return needs.greeting
  return words.includes('?') || (act !== 'other' && act !== 'iAm')
    ? needs.question
    : needs.statement
}

const host = 25
/** How much somebody stands for the house. */
const hosts: Readonly<Partial<Record<BehaviourKind, number>>> = {
  innkeeper: 35,
  shopkeeper: 25,
  banker: 25,
  healer: 20,
  guard: 20,
  trainer: 20,
}
const sociable: Readonly<Record<string, number>> = {
  cheerful: 8,
  calm: 6,
  sly: 4,
  sad: 3,
  wary: 2,
  gruff: 2,
  afraid: 1,
  angry: 1,
}

function scoreOf(context: SystemContext, heard: Heard, mobile: Mobile): number {
  const { world } = context
  const { words, speaker } = heard
  const prototype = mobilePrototype(world, mobile.proto)
  if (!prototype) return 0
  const asked = { mobile, speaker, words, private: false, request: '' }
  const scores = [
    namedIn(words, keywordsOf(world, mobile)),
    orderedService(context, asked) ? 90 : 0,
    topicOf(context, mobile, words) || questMeant(world, speaker, mobile, words) ? 50 : 0,
    serviceAskedFor(context, prototype, asked) ? 40 : 0,
  ]
  if (!prototype.persona) return Math.max(...scores)
  const keeps = prototype.behaviours.map(({ kind }) => ownOf(hosts, kind) ?? 0)
  return (
    Math.max(...scores, isInTalk(context, mobile, speaker) ? 60 : 0) +
    Math.max(0, ...keeps) +
    (ownOf(sociable, prototype.persona.temper) ?? 0)
  )
}

const asksAfter =
  /\b(?:know|about|who is|where is|think of|heard of|seen|met|trust|like|of|find|to|is)\s+(?:old |the |that |sergeant |captain )?$/

/** Called at the beginning or the end of a line, spoken of somewhere in it, or only asked after. */
function namedIn(words: string, names: readonly string[]): number {
  const tokens = tokensOf(words)
  const at = tokens.findIndex((word) => names.includes(word))
  if (at < 0) return 0
  if (at <= 1 && names.includes(tokens[0] ?? '')) return 200
  const before = `${tokens.slice(0, at).join(' ')} `
  if (asksAfter.test(before)) return 15
  return names.includes(tokens.at(-1) ?? '') ? 180 : 100
}

function isInTalk({ now }: SystemContext, mobile: Mobile, speaker: Character): boolean {
  const { spokeTo, spokeAt } = mobile.mind ?? {}
  return spokeTo === speaker.id && now.beat - Number(spokeAt) <= inTalkMs / now.heartbeatMs
}
