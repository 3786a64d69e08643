/**
 * Results of writers. A result is taken only for work that is still pending, not stale, and about
 * somebody who is still there; it can choose among what the rules allowed and find the words,
 * nothing else. Everything refused here is refused with a code that operators can count.
 */
import type { NewEvent } from '../../schema/define-event.ts'
import { canonIndex, canonTold } from '../../schema/events/canon.ts'
import {
  conflictDrifted,
  conflictState,
  conflictTold,
  phases,
} from '../../schema/events/conflict.ts'
import { npcSpoke } from '../../schema/events/npc.ts'
import {
  npcPlanned,
  npcReacted,
  roomNarrated,
  socialBundled,
  workEnded,
} from '../../schema/events/scenes.ts'
import {
  type JobKind,
  type JobResult,
  jobKinds,
  jobResultSchema,
  resultCommandName,
} from '../../schema/jobs.ts'
import { type Pending, pendingWork, workId } from '../../schema/pending.ts'
import { cleanSpeech } from '../../schema/text.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Conflict } from '../../schema/world-file.ts'
import { type Decision, reject } from '../decision.ts'
import type { SystemCommandType, SystemInput } from '../define-system-command.ts'
import { bounded } from '../rules/conflict-steps.ts'
import { sceneBeats } from '../scene-beats.ts'
import { occupantsOf } from '../scene-view.ts'
import { answersOfParty } from './scenes/conflict-answers.ts'

interface Accepted<K extends JobKind> {
  readonly world: WorldReader
  readonly work: string
  readonly pending: Pending
  readonly result: Extract<JobResult, { kind: K }>
  readonly beat: number
}

type Taker<K extends JobKind> = (accepted: Accepted<K>) => readonly NewEvent[] | string

/** What each kind of answer becomes; a string is the code of a refusal. */
const takers: { readonly [K in JobKind]: Taker<K> } = {
  'narrate-room': ({ pending, work, result }) => [
    roomNarrated({
      room: pending.room,
      text: result.answer.text,
      occasion: 'happening',
      narration: result.job,
      work,
      by: result.by,
    }),
  ],
  'narrate-combat': ({ pending, work, result }) => [
    roomNarrated({
      room: pending.room,
      text: result.answer.text,
      occasion: 'combat',
      narration: result.job,
      work,
      by: result.by,
    }),
  ],
  'narrate-phase': narratePhase,
  'npc-reply': replied,
  'npc-plan': plannedFor,
  'npc-reaction': reacted,
  'social-bundle': bundled,
  canon: canonised,
  // Both are kept by the worker that made them; the world only learns that they are done.
  'summarise-memory': ({ work }) => [workEnded({ work, why: 'kept by the worker' })],
  pregenerate: ({ work }) => [workEnded({ work, why: 'kept by the worker' })],
}

function narratePhase({ world, pending, work, result, beat }: Accepted<'narrate-phase'>) {
  const phase = phases.find((one) => one === pending.phase)
  if (!pending.conflict || !phase) return 'not-asked'
  return phaseTold(world, { ...pending, conflict: pending.conflict }, phase, {
    text: result.answer.text,
    work,
    by: result.by,
    narration: result.job,
    beat,
  })
}

interface Telling {
  readonly text: string
  readonly work: string
  readonly by: 'rules' | 'scripted' | 'cache' | 'model'
  readonly narration?: string
  readonly beat: number
}

/** The prose of a phase, told in every room of the conflict; also used when rules speak instead. */
export function phaseTold(
  world: WorldReader,
  { conflict }: { readonly conflict: string },
  phase: (typeof phases)[number],
  telling: Telling,
): NewEvent[] {
  const declared = world.definitions.get<Conflict>('conflict', conflict)
  const { text, work, by, narration } = telling
  const named = narration ? { narration } : {}
  const rooms = declared?.rooms.slice(0, 60) ?? []
  return [
    conflictTold({ conflict, phase, text, ...named }),
    workEnded({ work, why: 'told' }),
    ...rooms.map((room) => roomNarrated({ room, text, occasion: 'phase', by, conflict, ...named })),
  ]
}

function replied({ world, pending, work, result }: Accepted<'npc-reply'>) {
  const npc = world.get(pending.npc ?? '')
  const speaker = world.get(pending.speaker ?? '')
  if (npc?.kind !== 'mobile') return 'npc-gone'
  if (speaker?.kind !== 'character' || speaker.place !== npc.place) return 'speaker-gone'
  const { say, emote } = result.answer
  return [
    npcSpoke({
      npc: npc.id,
      room: npc.place,
      say,
      ...(emote ? { emote } : {}),
      to: speaker.id,
      private: pending.private ?? false,
      narration: result.job,
      work,
      by: result.by,
      ...(result.request ? { request: result.request } : {}),
    }),
  ]
}

function plannedFor({ world, pending, work, result, beat }: Accepted<'npc-plan'>) {
  const npc = world.get(pending.npc ?? '')
  if (npc?.kind !== 'mobile' || npc.place !== pending.room) return 'npc-gone'
  const allowed = new Set(pending.options)
  const actions = result.answer.actions.filter((action) => allowed.has(action.option))
  if (actions.length === 0) return 'not-among-options'
  const until = beat + sceneBeats.plan
  return [npcPlanned({ npc: npc.id, room: npc.place, actions, until, work, narration: result.job })]
}

function reacted({ world, pending, work, result }: Accepted<'npc-reaction'>) {
  const npc = world.get(pending.npc ?? '')
  if (npc?.kind !== 'mobile') return 'npc-gone'
  const { option, say, emote } = result.answer
  if (!pending.options?.includes(option)) return 'not-among-options'
  return reactionEvents(world, { ...pending, npc: npc.id, room: npc.place }, work, {
    option,
    ...(say ? { say } : {}),
    ...(emote ? { emote } : {}),
    narration: result.job,
    by: result.by,
  })
}

/** A party's answer: what is seen of it, and what the rules let it do to the numbers. */
export function reactionEvents(
  world: WorldReader,
  pending: Pending & { readonly npc: string },
  work: string,
  answer: Omit<Parameters<typeof npcReacted>[0], 'npc' | 'room' | 'work'>,
): NewEvent[] {
  const events: NewEvent[] = [npcReacted({ npc: pending.npc, room: pending.room, work, ...answer })]
  const state = pending.conflict ? conflictState(world, pending.conflict) : undefined
  const rule = answersOfParty[answer.option as keyof typeof answersOfParty]
  if (pending.conflict && state && rule && rule.tension !== 0) {
    const tension = bounded(state.tension + rule.tension)
    const { progress } = state
    events.push(conflictDrifted({ conflict: pending.conflict, tension, progress }))
  }
  return events
}

function bundled({ world, pending, work, result, beat }: Accepted<'social-bundle'>) {
  if (pending.occupants !== occupantsOf(world, pending.room)) return 'company-changed'
  const present = new Set(world.contents(pending.room).map((entity) => entity.id))
  return [
    socialBundled({
      room: pending.room,
      occupants: pending.occupants,
      gossip: result.answer.gossip,
      reputation: result.answer.reputation.filter((one) => present.has(one.id)),
      until: beat + sceneBeats.social,
      work,
      narration: result.job,
    }),
  ]
}

function canonised({ world, pending, work, result }: Accepted<'canon'>) {
  const zone = world.definitions.get<Conflict>('conflict', pending.conflict ?? '')?.zone
  const entry = zone ? canonIndex(world, zone).latest.at(-1) : undefined
  if (!zone || !entry) return 'not-asked'
  const { text, references } = result.answer
  return [canonTold({ canon: entry.id, zone, text, references, work, narration: result.job })]
}

/** Everything a person wrote or a model made is made safe before it becomes a fact. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanSpeech(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cleaned(one)]))
}

function take(kind: JobKind, input: SystemInput): Decision {
  const parsed = jobResultSchema.safeParse(input.data)
  if (!parsed.success || parsed.data.kind !== kind) {
    return reject('bad-result', 'The result does not have the shape of its kind.')
  }
  const result = parsed.data
  const { beat } = input.now
  const work = workId(result.event)
  const pending = pendingWork(input.world)[work]
  if (!pending || pending.kind !== kind) {
    return reject('not-pending', 'Nobody waits for this any more, or it was answered before.')
  }
  if (beat > result.expiresAtBeat || beat > pending.until)
    return reject('stale', 'It comes too late.')
  const safe = { ...result, answer: cleaned(result.answer) } as typeof result
  const taker = takers[kind] as Taker<JobKind>
  const events = taker({ world: input.world, work, pending, result: safe, beat })
  if (typeof events === 'string') return reject(events, 'The answer no longer fits the world.')
  return { kind: 'accept', events }
}

/** One system command per kind of work. */
export const workAnswers: readonly SystemCommandType[] = jobKinds.map((kind) => ({
  name: resultCommandName(kind),
  decide: (input) => take(kind, input),
}))
