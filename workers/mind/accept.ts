/**
 * What a model wrote enters the world only through here. Whatever has a clear sense is mended first; what
 * then has the shape of its kind's answer, chooses only among what was offered, and reads like a sentence
 * of this world passes. Any other text is refused with a reason for the operator, and the scripted
 * narrator answers instead.
 *
 * Pure: the same text and knowledge always get the same verdict. The tick applies the schema part again.
 */
import type { z } from 'zod'
import { isTold } from '../../schema/jobs/dossier.ts'
import {
  type AnswerOf,
  declaredJobs,
  type Job,
  type JobKind,
  type JobOf,
  type PayloadOf,
} from '../../schema/jobs.ts'
import { ownOf } from '../../schema/own.ts'
import { cleanSpeech } from '../../schema/text.ts'
import { workerJobs } from '../jobs/index.ts'
import {
  isShouted,
  type Known,
  namingOf,
  nothingKnown,
  problemOfText,
  wordsIn,
} from '../text/accept-text.ts'
import { type ReadAnswer, readObject, readProse } from './read-answer.ts'
import {
  type Repaired,
  repairedEmote,
  repairedProse,
  repairedSay,
  type Speaking,
} from './repair.ts'

export type Verdict<T> =
  | { ok: true; value: T; repairs: readonly string[]; taught: boolean }
  /** `unreadable`: not even the form could be read, so that asking again may help. */
  | { ok: false; why: string; unreadable?: true }

/** What is known beside the job. */
export interface Knowledge {
  /** Names of this part of the world. */
  readonly vocabulary?: ReadonlySet<string>
  /** Texts of the world that the prompt may have shown: facts of the persona, canon. */
  readonly told?: readonly string[]
  /** What the speaker remembers of the listener. */
  readonly remembered?: readonly string[]
  /** Lines that the author of the world has put into the speaker's mouth. */
  readonly own?: readonly string[]
}

/** Longest text that is looked at; the transport has its own, larger limit on bytes. */
const answerCharactersMax = 16_384

/** The checked answer of `text` to `job`, or why it is refused. */
export function acceptAnswer<K extends JobKind>(
  job: JobOf<K>,
  text: string,
  knowledge: Knowledge = {},
): Verdict<AnswerOf<K>> {
  const no = (why: string) => ({ ok: false as const, why })
  if (text.length > answerCharactersMax) return no('too long to be looked at')
  const { form, check, liveField } = workerJobs[job.kind]
  const read: ReadAnswer = form === 'prose' ? readProse(text) : readObject(text, liveField)
  if (!read.ok) return { ...no('not JSON'), unreadable: true }
  const mending = createMending(job as Job, knowledge, read.repairs)
  const mended = mendObject(withOffered(job, read.value as Fields), mending)
  if (mended === undefined) return no(mending.why)
  const parsed = declaredJobs[job.kind].answer.safeParse(mended)
  if (!parsed.success) return no(`shape: ${firstIssue(parsed.error)}`)
  // The schema of the kind has just said so.
  const value = parsed.data as AnswerOf<K>
  const choice = check(job, value)
  if (choice) return no(choice)
  const { repairs } = mending
  const taught = textsOf(value).some((part) => namingOf(part, mending.known) === 'taught')
  return { ok: true, value, repairs, taught }
}

type Fields = Readonly<Record<string, unknown>>

interface Mending {
  readonly kind: JobKind
  readonly known: Known
  readonly who: Speaking
  readonly repairs: string[]
  /** Why the last text could not be mended. */
  why: string
}

function createMending(
  { kind, payload }: Job,
  knowledge: Knowledge,
  repairs: readonly string[],
): Mending {
  const name = 'npc' in payload ? payload.npc.name : ''
  const people = 'scene' in payload ? payload.scene.people.map((person) => person.name) : []
  const history = 'history' in payload ? payload.history : []
  return {
    kind,
    known: knownOf({ payload }, knowledge),
    who: {
      name,
      others: people.filter((other) => other !== name),
      lastSaid: history.filter((turn) => turn.by === 'npc').map((turn) => turn.text),
      own: new Set(knowledge.own),
    },
    repairs: [...repairs],
    why: 'empty',
  }
}

/** What an answer to a job may name. What a player says teaches names for that player's ears alone. */
function knownOf(
  { payload }: { readonly payload: Job['payload'] },
  { vocabulary = nothingKnown.vocabulary, told = [], remembered = [], own = [] }: Knowledge,
): Known {
  const { line, history, dossier, ...rest } = payload as Partial<PayloadOf<'npc-reply'>>
  const said = (history ?? []).map((turn) => turn.text)
  const facts = dossier?.facts ?? []
  const toldBefore = facts.filter(isTold).map(({ text }) => text)
  const known = JSON.stringify([rest, facts.filter((one) => !isTold(one))])
  return {
    vocabulary,
    shown: wordsIn([known, ...told, ...own]),
    taught: wordsIn([line ?? '', ...said, ...toldBefore, ...remembered]),
    shouts: own.some(isShouted),
  }
}

/** Fields in which a text is no sentence: the schema or the rules of the kind check them. */
const unread: ReadonlySet<string> = new Set([
  'option',
  'id',
  'question',
  'word',
  'mood',
  'importance',
])
/** Fields that may be missing: one that is no good does not cost the others. */
const droppable: ReadonlySet<string> = new Set(['emote', 'remember', 'mood'])

/** The fields that the answer of the kind has, each mended; undefined when a needed one is no good. */
function mendObject(value: Fields, mending: Mending): Fields | undefined {
  const { shape } = declaredJobs[mending.kind].answer as z.ZodObject
  const wanted = Object.entries(value).filter(([key]) => Object.hasOwn(shape, key))
  const mended = mendFields(Object.fromEntries(wanted), mending)
  if (mended === undefined) return undefined
  const whole = Object.entries(mended).map(([key, inner]) => {
    const fits = !droppable.has(key) || ownOf(shape, key)?.safeParse(inner).success
    return [key, fits ? inner : null]
  })
  return Object.fromEntries(whole)
}

function mendFields(value: Fields, mending: Mending): Fields | undefined {
  const mended: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    const one = mendValue(inner, key, mending)
    if (one !== undefined) mended[key] = one
    else if (mayMiss(key, mending)) mended[key] = null
    else return undefined
  }
  const { say } = value
  const gesture = typeof say === 'string' ? mendSay(say, mending).emote : undefined
  if (gesture && !mended['emote']) {
    mended['emote'] = mendValue(gesture, 'emote', mending) ?? null
  }
  return mended
}

/** In a reaction words are an extra; in a reply they are the point. */
function mayMiss(key: string, { kind }: Mending): boolean {
  return droppable.has(key) || (kind === 'npc-reaction' && key === 'say')
}

/** The value mended, or undefined for one that must not be shown. */
function mendValue(value: unknown, key: string, mending: Mending): unknown {
  if (unread.has(key)) return value
  if (typeof value === 'string') return mendText(value, key, mending)
  if (Array.isArray(value)) {
    const kept = value.map((one) => mendValue(one, key, mending)).filter((one) => one !== undefined)
    return value.length > 0 && kept.length === 0 ? undefined : kept
  }
  if (value === null || typeof value !== 'object') return value
  return mendFields(value as Fields, mending)
}

function mendText(text: string, key: string, mending: Mending): string | undefined {
  const refuse = (why: string) => {
    mending.why = why
    return undefined
  }
  // What is dangerous is so in any form, so it is looked for before anything is taken away.
  const raw = problemOfText(text, mending.known)
  if (raw) return refuse(raw)
  const { text: mended, repairs } = mend(text, key, mending)
  if (!/\p{L}/u.test(mended)) return refuse('nothing to say')
  mending.repairs.push(...repairs)
  const left = problemOfText(mended, mending.known)
  if (left) return refuse(left)
  // "The talk dips" behind a name would be no sentence: a gesture begins with what somebody does.
  if (isGesture(key, mending) && /^\p{Lu}/u.test(mended)) return refuse('no gesture')
  const invented = namingOf(mended, mending.known) === 'invented'
  // The world cleans what it stores: what is shown before must be the same, byte for byte.
  return invented ? refuse('a name that is not in the scene') : cleanSpeech(mended)
}

function isGesture(key: string, { kind }: Mending): boolean {
  return key === 'emote' || (key === 'text' && kind === 'npc-plan')
}

function mend(text: string, key: string, mending: Mending): Repaired {
  if (key === 'say') return mendSay(text, mending)
  if (isGesture(key, mending)) return repairedEmote(text, mending.who.name)
  return repairedProse(text, mending.known, longOf(mending.kind, key))
}

const mendSay = (text: string, { who, known }: Mending) => repairedSay(text, who, known)

/** Longest text of a field: that of a paragraph, or that of one sentence in a list. */
function longOf(kind: JobKind, key: string): number {
  const isParagraph = key === 'summary' || (key === 'text' && kind !== 'summarise-memory')
  return isParagraph ? 500 : 240
}

/** Choices given by their label, or in other letters, become the ids that they can only mean. */
function withOffered<K extends JobKind>({ payload }: JobOf<K>, value: Fields): Fields {
  if (!('options' in payload)) return value
  const { options } = payload
  const idOf = (given: unknown): unknown => {
    if (typeof given !== 'string') return given
    const plain = given.trim().toLowerCase()
    const meant = options.filter(
      ({ id, label }) => id.toLowerCase() === plain || label.toLowerCase() === plain,
    )
    return meant.length === 1 ? meant[0]?.id : given
  }
  const chosen = (from: Fields): Fields =>
    Object.hasOwn(from, 'option') ? { ...from, option: idOf(from['option']) } : from
  const { actions } = value
  if (!Array.isArray(actions)) return chosen(value)
  return { ...value, actions: actions.map((one) => (one === null ? one : chosen(one))) }
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  return issue ? `${issue.path.join('.') || 'answer'} ${issue.code}` : 'unknown'
}

/** Every text in an answer that people could read; ids and enums are checked by the schema. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => (unread.has(key) ? [] : textsOf(inner)))
}
