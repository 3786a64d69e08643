/** Words and choices of mobiles: they count only while the mobile is where it was asked. */
import type { NewEvent } from '../../schema/define-event.ts'
import { conflictDrifted, conflictState } from '../../schema/events/conflict.ts'
import { npcSpoke } from '../../schema/events/npc.ts'
import { npcPlanned, npcReacted } from '../../schema/events/scenes.ts'
import type { mobileJobs } from '../../schema/jobs/mobiles.ts'
import { type Pending, turnsBetween } from '../../schema/pending.ts'
import { keywordsOf, mobilePrototype } from '../../schema/words.ts'
import type { WorldReader } from '../../schema/world.ts'
import { dossierOf } from '../minds/dossier.ts'
import { tell } from '../minds/tell.ts'
import { bounded } from '../rules/conflict-steps.ts'
import { moodMoved } from '../rules/mood.ts'
import { type Arrived, type JobAnswers, nothing, type Overdue } from './job-answer.ts'

/** World beats for which a plan is followed. */
const planHoldsBeats = 960

export const mobileAnswers: JobAnswers<keyof typeof mobileJobs> = {
  'npc-reply': { take: replied, fallback: readyWords },
  'npc-plan': { take: planned, fallback: nothing },
  'npc-reaction': { take: reacted, fallback: standsFirm },
}

/** A model may move a mood by one step. */
const stepOf = (mood: string | null): number =>
  mood === 'glad' || mood === 'amused' ? 8 : mood === null || mood === 'calm' ? 0 : -8

function replied({ world, pending, work, result, beat }: Arrived<'npc-reply'>) {
  const npc = world.get(pending.npc ?? '')
  const speaker = world.get(pending.speaker ?? '')
  if (npc?.kind !== 'mobile') return 'npc-gone'
  if (speaker?.kind !== 'character' || speaker.place !== npc.place) return 'speaker-gone'
  const { say, emote, mood } = result.answer
  return [
    ...moodMoved(npc, beat, stepOf(mood), 'talk'),
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

/** What the mobile says by rule when nobody found better words in time. */
function readyWords({ world, now, work, pending }: Overdue): readonly NewEvent[] {
  const npc = world.get(pending.npc ?? '')
  const speaker = world.get(pending.speaker ?? '')
  if (npc?.kind !== 'mobile' || speaker?.kind !== 'character') return []
  const room = world.room(npc.place)
  const prototype = mobilePrototype(world, npc.proto)
  if (npc.place !== speaker.place || !room || !prototype) return []
  const turns = turnsBetween(world, npc.id, speaker.id)
  const line = pending.line ?? turns.findLast((turn) => turn.by === 'player')?.text ?? ''
  const told = tell({
    dossier: dossierOf({ world, now, mobile: npc, prototype, room, speaker, words: line }),
    line,
    name: npc.name,
    called: keywordsOf(world, npc),
    speaker: speaker.name,
    seed: work,
  })
  return [
    npcSpoke({
      npc: npc.id,
      room: npc.place,
      say: told.say,
      to: speaker.id,
      private: pending.private ?? false,
      work,
      by: 'rules',
      ...(pending.request ? { request: pending.request } : {}),
    }),
  ]
}

function planned({ world, pending, work, result, beat }: Arrived<'npc-plan'>) {
  const npc = world.get(pending.npc ?? '')
  if (npc?.kind !== 'mobile' || npc.place !== pending.room) return 'npc-gone'
  const allowed = new Set(pending.options)
  const actions = result.answer.actions.filter((action) => allowed.has(action.option))
  if (actions.length === 0) return 'not-among-options'
  const until = beat + planHoldsBeats
  return [npcPlanned({ npc: npc.id, room: npc.place, actions, until, work, narration: result.job })]
}

/** How a party may answer those who meddle in its quarrel; the numbers belong to the rules. */
export const answersOfParty = {
  stand: { label: 'stands its ground', tension: 1 },
  threaten: { label: 'threatens whoever meddles', tension: 3 },
  soften: { label: 'gives way a little', tension: -3 },
  ignore: { label: 'acts as if nothing had happened', tension: 0 },
} as const

const tensionOfOption: ReadonlyMap<string, number> = new Map(
  Object.entries(answersOfParty).map(([option, { tension }]) => [option, tension]),
)

function reacted({ world, pending, work, result }: Arrived<'npc-reaction'>) {
  const npc = world.get(pending.npc ?? '')
  if (npc?.kind !== 'mobile') return 'npc-gone'
  const { option, say, emote } = result.answer
  if (!pending.options?.includes(option)) return 'not-among-options'
  return reactionEvents(world, pending, {
    npc: npc.id,
    room: npc.place,
    work,
    option,
    ...(say ? { say } : {}),
    ...(emote ? { emote } : {}),
    narration: result.job,
    by: result.by,
  })
}

function standsFirm({ world, work, pending }: Overdue): readonly NewEvent[] {
  const npc = world.get(pending.npc ?? '')
  if (npc?.kind !== 'mobile' || npc.place !== pending.room) return []
  return reactionEvents(world, pending, {
    npc: npc.id,
    room: pending.room,
    work,
    option: 'stand',
    emote: 'stands firm and says nothing.',
    by: 'rules',
  })
}

/** A party's answer: what is seen of it, and what the rules let it do to the numbers. */
function reactionEvents(
  world: WorldReader,
  pending: Pending,
  reaction: Parameters<typeof npcReacted>[0],
): NewEvent[] {
  const events: NewEvent[] = [npcReacted(reaction)]
  const state = pending.conflict ? conflictState(world, pending.conflict) : undefined
  const change = tensionOfOption.get(reaction.option) ?? 0
  if (pending.conflict && state && change !== 0) {
    const tension = bounded(state.tension + change)
    const { progress } = state
    events.push(conflictDrifted({ conflict: pending.conflict, tension, progress }))
  }
  return events
}
