/**
 * Nobody waits for ever: where writers did not answer in time, rules speak in their place. The
 * moment is a world beat, so a replay falls back exactly where the game did.
 */
import type { NewEvent } from '../../schema/define-event.ts'
import { phases } from '../../schema/events/conflict.ts'
import { npcSpoke } from '../../schema/events/npc.ts'
import { workEnded } from '../../schema/events/scenes.ts'
import { type Pending, pendingWork } from '../../schema/pending.ts'
import { mobilePrototype } from '../../schema/words.ts'
import type { Conflict } from '../../schema/world-file.ts'
import type { Act, System, SystemContext } from '../define-system.ts'
import { readyLines } from '../scene-view.ts'
import { phaseTold, reactionEvents } from './work-answers.ts'

export const workReaper: System = {
  name: 'work-reaper',
  everyBeats: 2,
  run(context) {
    const acts: Act[] = []
    for (const [work, pending] of Object.entries(pendingWork(context.world))) {
      const events = settled(context, work, pending)
      if (events.length > 0) acts.push({ kind: 'events', events })
    }
    return acts
  },
}

function settled(context: SystemContext, work: string, pending: Pending): NewEvent[] {
  const { beat } = context.now
  const overdue = pending.due > 0 && beat >= pending.due
  if (!overdue && beat <= pending.until) return []
  const spoken = overdue ? fallback(context, work, pending) : []
  return spoken.length > 0 ? spoken : [workEnded({ work, why: 'nobody answered' })]
}

function fallback(context: SystemContext, work: string, pending: Pending): NewEvent[] {
  switch (pending.kind) {
    case 'npc-reply':
      return ownWords(context, work, pending)
    case 'npc-reaction':
      return pending.npc && isHere(context, pending.npc, pending.room)
        ? reactionEvents(context.world, { ...pending, npc: pending.npc }, work, {
            option: 'stand',
            emote: 'stands firm and says nothing.',
            by: 'rules',
          })
        : []
    case 'narrate-phase':
      return ownProse(context, work, pending)
    default:
      return []
  }
}

function isHere({ world }: SystemContext, npc: string, room: string): boolean {
  return world.get(npc)?.kind === 'mobile' && world.get(npc)?.place === room
}

const shrugs = ['I would not know about that.', 'Ask me something easier.', 'Hm.']

/** What the mobile has ready for when it does not know; a gesture counts as an answer too. */
function ownWords({ world, dice }: SystemContext, work: string, pending: Pending): NewEvent[] {
  const npc = world.get(pending.npc ?? '')
  const speaker = world.get(pending.speaker ?? '')
  if (npc?.kind !== 'mobile' || speaker?.kind !== 'character') return []
  if (npc.place !== speaker.place) return []
  const ready = readyLines(mobilePrototype(world, npc.proto), 'unsure')
  const said =
    dice.pick(ready.filter((line) => !line.startsWith(':'))) ?? dice.pick(shrugs) ?? 'Hm.'
  return [
    npcSpoke({
      npc: npc.id,
      room: npc.place,
      say: said.slice(0, 600),
      to: speaker.id,
      private: pending.private ?? false,
      work,
      by: 'rules',
    }),
  ]
}

/** The world file's own prose of the phase. */
function ownProse({ world, dice, now }: SystemContext, work: string, pending: Pending): NewEvent[] {
  const phase = phases.find((one) => one === pending.phase)
  const conflict = world.definitions.get<Conflict>('conflict', pending.conflict ?? '')
  const text = phase && conflict ? dice.pick(conflict.prose[phase] ?? []) : undefined
  if (!phase || !conflict || !text) return []
  return phaseTold(world, { conflict: conflict.id }, phase, {
    text,
    work,
    by: 'rules',
    beat: now.beat,
  })
}
