/**
 * Scenes and the jobs of workers: what the world has asked for, what was prepared, what was shown.
 *
 * Invariant: a job is in the list of pending jobs from the event that asks for it to the event that
 * ends it (an answer, a fallback, or its expiry), so it is answered at most once.
 */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Record_ } from '../entities.ts'
import { beingId, mobileId, roomId } from '../id-fields.ts'
import type { MobileId, RecordId, RoomId } from '../ids.ts'
import { jobKinds } from '../jobs.ts'
import { escapeMarkup } from '../markup.ts'
import {
  dropPendingJob,
  keepTurn,
  type Pending,
  pendingId,
  pendingJobKey,
  pendingJobs,
  pendingJobsMax,
  putPendingJobs,
} from '../pending.ts'
import { nobody } from '../views.ts'
import { markFirst, type Named, named } from '../words.ts'
import { recordData, type WorldReader } from '../world.ts'
import { seenByRoom } from './seen.ts'

const beat = z.int().min(0)
const kind = z.enum(jobKinds)

export const workAsked = defineEvent({
  type: 'work-asked',
  about: 'The world asked for a job; a rule answers instead when no worker does in time.',
  data: z.strictObject({
    kind,
    key: z.string().max(200),
    room: roomId,
    npc: mobileId.optional(),
    speaker: beingId.optional(),
    line: z.string().max(512).optional(),
    private: z.boolean().optional(),
    /** The job keeps its own line beside the talk. Older events have not said so, and fold as they did. */
    keepsLine: z.literal(true).optional(),
    conflict: z.string().optional(),
    phase: z.string().optional(),
    options: z.array(z.string().max(48)).max(12).optional(),
    occupants: z.string().optional(),
    request: z.string().optional(),
    due: beat,
    until: beat,
  }),
  personal: ['line'],
  subject: (data) => data.npc ?? data.conflict ?? data.room,
  views: nobody,
  evolve(world, data, meta) {
    const { line: text, keepsLine, ...others } = data
    const pending = keepsLine && text ? { ...others, line: text } : others
    const { npc, speaker } = data
    const alive = Object.entries(pendingJobs(world)).filter(([, work]) => work.until >= meta.beat)
    const kept = alive.slice(-(pendingJobsMax - 1))
    putPendingJobs(world, Object.fromEntries([...kept, [pendingJobKey(meta), pending as Pending]]))
    if (text && npc && speaker) keepTurn(world, { npc, speaker }, { by: 'player', text })
  },
})

export const workEnded = defineEvent({
  type: 'work-ended',
  about: 'A job ended without an answer that counts: nobody answered in time, or too late.',
  data: z.strictObject({ work: z.string(), why: z.string().max(80) }),
  subject: () => pendingId,
  views: nobody,
  evolve: (world, data) => dropPendingJob(world, data.work),
})

export const roomNarrated = defineEvent({
  type: 'room-narrated',
  about:
    'A piece of narration was told to a room: scenery, a fight, or what a mobile brought about.',
  data: z.strictObject({
    room: roomId,
    text: z.string().max(8000),
    occasion: z.enum(['first-visit', 'happening', 'quiet', 'combat', 'phase', 'scripted']),
    narration: z.string().optional(),
    work: z.string().optional(),
    by: z.enum(['rules', 'scripted', 'cache', 'model']),
    conflict: z.string().optional(),
  }),
  subject: (data) => data.room,
  views: nobody,
  evolve(world, data, meta) {
    if (data.work) dropPendingJob(world, data.work)
    if (!data.narration || data.occasion === 'combat' || data.occasion === 'phase') return
    if (world.get(data.room)?.kind !== 'room') return
    const kept: Narration = { text: data.text, narration: data.narration, beat: meta.beat }
    world.put({
      id: narrationId(data.room),
      kind: 'record',
      of: 'narration',
      place: data.room,
      data: kept,
    })
  },
  perceive: (_world, { room, text, occasion, narration, conflict }) =>
    seenByRoom(room, {
      text,
      occasion,
      ...(narration ? { narration } : {}),
      ...(conflict ? { conflict } : {}),
    }),
  text: { others: (view: { text: string }) => `{narration}${escapeMarkup(view.text)}{/}` },
})

export interface Narration {
  readonly text: string
  readonly narration: string
  readonly beat: number
}

export function narrationId(room: RoomId): RecordId {
  return `narration:${room}`
}

const planned = z.strictObject({ option: z.string().max(48), text: z.string().max(240) })

/** What a mobile will do next, as a worker prepared it. */
export interface Plan {
  readonly room: RoomId
  readonly actions: readonly { readonly option: string; readonly text: string }[]
  readonly until: number
  readonly narration: string
}

export function planId(npc: MobileId): RecordId {
  return `plan:${npc}`
}

/** The plan of a mobile that still holds here and now. */
export function planOf(world: WorldReader, npc: MobileId, nowBeat: number): Plan | undefined {
  const plan = recordData<Plan>(world, planId(npc))
  if (!plan) return undefined
  const here = world.get(npc)?.place === plan.room
  return here && plan.until >= nowBeat && plan.actions.length > 0 ? plan : undefined
}

export const npcPlanned = defineEvent({
  type: 'npc-planned',
  about: 'What a mobile will do next in a scene was prepared.',
  data: z.strictObject({
    npc: mobileId,
    room: roomId,
    actions: z.array(planned).max(6),
    until: beat,
    work: z.string(),
    narration: z.string(),
  }),
  subject: (data) => data.npc,
  views: nobody,
  evolve(world, data) {
    dropPendingJob(world, data.work)
    if (world.get(data.npc)?.kind !== 'mobile') return
    const { room, actions, until, narration } = data
    const plan: Plan = { room, actions, until, narration }
    world.put({ id: planId(data.npc), kind: 'record', of: 'plan', place: data.npc, data: plan })
  },
})

export const plannedActionTaken = defineEvent({
  type: 'planned-action-taken',
  about: 'A mobile did the next thing of its plan; each thing is done once.',
  data: z.strictObject({
    npc: mobileId,
    room: roomId,
    option: z.string(),
    text: z.string(),
    narration: z.string(),
  }),
  subject: (data) => data.npc,
  views: nobody,
  evolve(world, data) {
    const plan = recordData<Plan>(world, planId(data.npc))
    if (!plan) return
    const actions = plan.actions.slice(1)
    if (actions.length === 0) world.remove(planId(data.npc))
    else world.patch<Record_>(planId(data.npc), { data: { ...plan, actions } })
  },
  perceive: (world, { npc, room, text, option, narration }) =>
    seenByRoom(room, { actor: named(world, npc), text, option, narration }),
  text: {
    others: (view: { actor: Named; text: string }) => gesture(view.actor, view.text),
  },
})

/** "Old Hobb looks out to sea."; a text that names its actor stands for itself. */
export function gesture(actor: Named, text: string): string {
  const told = text.toLowerCase().includes(actor.name.toLowerCase())
  return told ? escapeMarkup(text) : `${markFirst(actor)} ${escapeMarkup(text)}`
}

/** The gossip of a scene, and what its people think of each other. */
export interface SocialBundle {
  readonly occupants: string
  readonly gossip: readonly string[]
  readonly reputation: readonly { readonly id: string; readonly word: string }[]
  readonly until: number
  readonly narration: string
}

export function socialId(room: RoomId): RecordId {
  return `social:${room}`
}

const word = z.enum(['unknown', 'liked', 'trusted', 'doubted', 'feared'])

export const socialBundled = defineEvent({
  type: 'social-bundled',
  about:
    'Gossip and reputations of a scene were prepared; they hold while its company stays the same.',
  data: z.strictObject({
    room: roomId,
    occupants: z.string(),
    gossip: z.array(z.string().max(240)).max(6),
    reputation: z.array(z.strictObject({ id: z.string(), word })).max(20),
    until: beat,
    work: z.string(),
    narration: z.string(),
  }),
  subject: (data) => data.room,
  views: nobody,
  evolve(world, data) {
    dropPendingJob(world, data.work)
    if (world.get(data.room)?.kind !== 'room') return
    const { room, work: _work, ...bundle } = data
    world.put({ id: socialId(room), kind: 'record', of: 'social', place: room, data: bundle })
  },
})

export const npcReacted = defineEvent({
  type: 'npc-reacted',
  about:
    'A mobile answered what was done to it or its cause, within the choices the rules allowed.',
  data: z.strictObject({
    npc: mobileId,
    room: roomId,
    option: z.string().max(48),
    say: z.string().max(240).optional(),
    emote: z.string().max(240).optional(),
    narration: z.string().optional(),
    work: z.string(),
    by: z.enum(['rules', 'scripted', 'cache', 'model']),
  }),
  subject: (data) => data.npc,
  views: nobody,
  evolve: (world, data) => dropPendingJob(world, data.work),
  perceive: (world, { npc, room, option, say, emote, narration }) =>
    seenByRoom(room, {
      actor: named(world, npc),
      option,
      ...(say ? { words: say } : {}),
      ...(emote ? { emote } : {}),
      ...(narration ? { narration } : {}),
    }),
  text: {
    others: (view: { actor: Named; words?: string; emote?: string }) => {
      const acted = view.emote ? gesture(view.actor, view.emote) : ''
      const said = view.words
        ? `${markFirst(view.actor)} says: {speech}“${escapeMarkup(view.words)}”{/}`
        : ''
      return [acted, said].filter(Boolean).join(' ') || `${markFirst(view.actor)} does nothing.`
    },
  },
})

export const npcStirred = defineEvent({
  type: 'npc-stirred',
  about: 'A mobile is about to answer: shown at once, before anybody has written what it will do.',
  data: z.strictObject({ npc: mobileId, room: roomId, line: z.string().max(400) }),
  subject: (data) => data.npc,
  views: nobody,
  evolve() {
    // A placeholder changes nothing; the events that follow do.
  },
  perceive: (world, { npc, room, line }) =>
    seenByRoom(room, { actor: named(world, npc), text: line }),
  text: {
    others: (view: { actor: Named; text: string }) => `{narration}${escapeMarkup(view.text)}{/}`,
  },
})
