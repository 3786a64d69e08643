/**
 * The narrator that needs no model: the default without a key and the last rung of every ladder.
 * Its words are made from the job alone, so a job answered twice is answered alike.
 *
 * Invariant: what it writes passes the same checks as a model's answer.
 */
import type { AnswerOf, Job, JobKind, JobOf, SceneView } from '../../schema/jobs.ts'
import { proseKinds } from '../mind/accept.ts'
import type { ScriptedIntent } from '../mind/intents.ts'
import { foldByRule } from '../mind/memory.ts'
import { scriptedDeeds } from './deeds.ts'
import { filled, type Picker, pickerFor } from './pick.ts'
import {
  chronicle,
  combat,
  gossip,
  hours,
  phases,
  quarrelGossip,
  references,
  roomAlone,
  roomMiddles,
  roomOpenings,
  roomPeople,
  roomThings,
} from './scene-lines.ts'
import {
  farewells,
  gestures,
  greetings,
  type Lines,
  mannerOf,
  smallTalk,
  unsure,
} from './talk-lines.ts'

/** The scripted answer to a job of any kind. Never throws on a job that fits its schema. */
export function scriptedAnswer<K extends JobKind>(job: JobOf<K>): AnswerOf<K> {
  return answerOf(job as Job, pickerFor(job.job)) as AnswerOf<K>
}

/** The same as the text a model would have written: prose, or JSON of the answer's shape. */
export function scriptedText(job: Job): string {
  const answer = scriptedAnswer(job)
  return proseKinds.has(job.kind) ? (answer as { text: string }).text : JSON.stringify(answer)
}

function answerOf(job: Job, pick: Picker): AnswerOf<JobKind> {
  switch (job.kind) {
    case 'narrate-room':
      return { text: roomProse(job.payload.scene, pick) }
    case 'narrate-combat': {
      const { attacker, defender, outcome } = job.payload
      return {
        text: filled(pick.one(combat[outcome]), {
          attacker: attacker.name,
          defender: defender.name,
        }),
      }
    }
    case 'narrate-phase':
      return { text: phaseProse(job, pick) }
    case 'npc-reply':
      return replyOf(job, pick)
    case 'npc-plan':
    case 'npc-reaction':
      return scriptedDeeds(job, pick)
    case 'social-bundle':
      return socialOf(job, pick)
    case 'canon':
      return canonOf(job, pick)
    case 'summarise-memory':
      return summaryOf(job)
    case 'pregenerate':
      return {
        replies: job.payload.questions.map((question) => ({
          question,
          say: pick.one(unsure[mannerOf(job.payload.npc)].map(withoutVisitor) as unknown as Lines),
        })),
      }
  }
}

/** A reply to a line whose intent the rules know; the tick and the workers share these words. */
export function scriptedReply(
  intent: ScriptedIntent,
  talk: { npc: { temper: string; mood: string }; speaker: string; scene: SceneView; seed: string },
): string {
  const pick = pickerFor(talk.seed)
  const manner = mannerOf(talk.npc)
  const lines =
    intent === 'greeting'
      ? greetings[manner]
      : intent === 'farewell'
        ? farewells[manner]
        : smallTalk[intent]
  return filled(pick.one(lines), talkSlots(talk.speaker, talk.scene, pick))
}

function talkSlots(speaker: string, scene: SceneView, pick: Picker): Record<string, string> {
  const hour = pick.one(hours[scene.dayPhase])
  return { speaker, place: placeName(scene), hour, Hour: capital(hour) }
}

function replyOf(job: JobOf<'npc-reply'>, pick: Picker): AnswerOf<'npc-reply'> {
  const { npc, speaker, scene, fallback } = job.payload
  const manner = mannerOf(npc)
  const own = unsure[manner].map((line) => filled(line, talkSlots(speaker.name, scene, pick)))
  // Half of the time the world file's own lines, where it has any.
  const [first, ...rest] = fallback.length > 0 && pick.chance(50) ? fallback : own
  return {
    say: pick.one([first ?? 'Hm.', ...rest]),
    emote: pick.chance(40) ? pick.one(gestures[manner]) : null,
    mood: null,
    remember: null,
  }
}

function roomProse(scene: SceneView, pick: Picker): string {
  const [thing] = scene.items
  const someone = scene.people.find((person) => person.kind === 'npc')?.name
  const place = placeName(scene)
  const slots = {
    place,
    Place: capital(place),
    thing: thing ?? '',
    Thing: capital(thing ?? ''),
    someone: someone ?? '',
  }
  const closing = someone ? roomPeople : thing ? roomThings : roomAlone
  const sentences = [
    pick.one(roomOpenings[scene.dayPhase]),
    pick.one(roomMiddles),
    pick.one(closing),
  ]
  return sentences.map((sentence) => filled(sentence, slots)).join(' ')
}

function phaseProse(job: JobOf<'narrate-phase'>, pick: Picker): string {
  const { conflict, fallback } = job.payload
  if (fallback) return fallback
  const [first, second] = conflict.parties
  return filled(pick.one(phases[conflict.phase]), {
    quarrel: inSentence(conflict.name),
    first: first?.name ?? 'one side',
    second: second?.name ?? 'the other',
  })
}

function socialOf(job: JobOf<'social-bundle'>, pick: Picker): AnswerOf<'social-bundle'> {
  const { scene, conflicts } = job.payload
  const locals = scene.people.filter((person) => person.kind === 'npc').map((person) => person.name)
  const [first = 'a certain stranger', ...others] = locals
  const slots = {
    someone: pick.one([first, ...others]),
    place: placeName(scene),
    quarrel: inSentence(conflicts[0]?.name ?? 'old debts'),
  }
  const second = conflicts.length > 0 ? quarrelGossip : gossip
  const told = new Set([filled(pick.one(gossip), slots), filled(pick.one(second), slots)])
  return {
    gossip: [...told],
    reputation: scene.people
      .slice(0, 20)
      .map((person) => ({ id: person.id, word: 'unknown' as const })),
  }
}

function canonOf(job: JobOf<'canon'>, pick: Picker): AnswerOf<'canon'> {
  const { conflict, outcome } = job.payload
  const slots = { quarrel: inSentence(conflict.name), outcome: sentenceOf(outcome) }
  const text = filled(pick.one(chronicle), slots)
  return { text: text.slice(0, 600), references: [filled(pick.one(references), slots)] }
}

function summaryOf(job: JobOf<'summarise-memory'>): AnswerOf<'summarise-memory'> {
  const { memories, npc, about } = job.payload
  const parts = memories.map((memory, beat) => ({
    ...memory,
    npc: npc.id,
    about,
    beat,
    kind: 'exchange' as const,
    pinned: false,
    span: 1,
  }))
  return {
    summary: foldByRule(parts),
    importance: Math.max(...parts.map((part) => part.importance)),
  }
}

/** Room titles are written like titles; in a sentence they read as "the Rusted Lantern". */
function placeName(scene: SceneView): string {
  const title = scene.title.trim()
  return /^(?:the|a|an)\s/i.test(title)
    ? title.charAt(0).toLowerCase() + title.slice(1)
    : `the ${title}`
}

function inSentence(name: string): string {
  return /^(?:The|A|An)\s/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name
}

function sentenceOf(text: string): string {
  const trimmed = text.trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Prepared answers are for anyone at any hour, so they may not address a visitor. */
function withoutVisitor(line: string): string {
  return filled(line.replaceAll(/,? \{speaker\}/g, '').replaceAll(/ (?:at|for) \{hour\}/g, ''), {})
}
