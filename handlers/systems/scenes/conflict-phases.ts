/** Conflicts over time: drift, phases, outcomes and what they leave behind. */
import { type NewEvent, onEvent } from '../../../schema/define-event.ts'
import { canonRecorded } from '../../../schema/events/canon.ts'
import {
  type ConflictState,
  conflictDrifted,
  conflictMoved,
  conflictPhaseChanged,
  conflictResolved,
  conflictState,
} from '../../../schema/events/conflict.ts'
import type { EntityId } from '../../../schema/ids.ts'
import { charactersAt, mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type {
  Conflict,
  ConflictOutcome,
  ConflictPhase,
  Faction,
} from '../../../schema/world-file.ts'
import { beatsPerMinute } from '../../clock.ts'
import {
  type Act,
  defineReaction,
  eventActs,
  type System,
  type SystemContext,
} from '../../define-system.ts'
import { bounded, hoursBetween, nextPhase, outcomeOf } from '../../rules/conflict-steps.ts'
import { setDoor } from '../../rules/doors.ts'
import { itemEvents, makeMobile } from '../../rules/making.ts'
import { changeReputation } from '../../rules/reputation.ts'
import { conflictView, mobileView, sceneView } from '../../scene-view.ts'
import { askForJob } from './scene-jobs.ts'

const driftEveryBeats = 40

/** Conflicts drift by the hour of world time, and reach the phases that only wait for time. */
export const conflictDrift: System = {
  name: 'conflict-drift',
  everyBeats: driftEveryBeats,
  run(context) {
    const acts: Act[] = []
    for (const { data } of context.world.definitions.all<Conflict>('conflict')) {
      acts.push(...driftOf(context, data))
    }
    return acts
  },
}

function driftOf(context: SystemContext, conflict: Conflict): Act[] {
  const { world, now } = context
  const state = conflictState(world, conflict.id)
  if (!state) return []
  const hour = hoursBetween(0, now.beat, beatsPerMinute(world))
  const hours = Math.min(24, hour - (state.hour ?? hour))
  const quiet = state.phase === 'resolution' || state.phase === 'aftermath'
  const tension = quiet ? state.tension : bounded(state.tension + conflict.drift.tension * hours)
  const progress = quiet
    ? state.progress
    : bounded(state.progress + conflict.drift.progress * hours)
  const moved = tension !== state.tension || progress !== state.progress
  // The first look at a conflict sets its clock; later an hour without a change makes no event.
  const due = moved || state.hour === undefined
  const events = due ? [conflictDrifted({ conflict: conflict.id, tension, progress, hour })] : []
  const next = moved ? undefined : phaseDue(context, conflict, state)
  return [...eventActs(...events), ...(next ? phaseActs(context, conflict, state, next) : [])]
}

function phaseDue(
  { world, now }: Pick<SystemContext, 'world' | 'now'>,
  conflict: Conflict,
  state: ConflictState,
): ConflictPhase | undefined {
  const hours = hoursBetween(state.sinceBeat, now.beat, beatsPerMinute(world))
  return nextPhase(conflict, state, hours)
}

/** The phase of a conflict follows its numbers at once, one step at a time. */
export const conflictPhases = defineReaction(
  'conflict-phases',
  onEvent(conflictMoved, nextPhaseActs),
  onEvent(conflictDrifted, nextPhaseActs),
  onEvent(conflictPhaseChanged, nextPhaseActs),
)

function nextPhaseActs(
  context: SystemContext,
  { conflict: id }: { readonly conflict: EntityId },
): Act[] {
  const conflict = context.world.definitions.get<Conflict>('conflict', id)
  const state = conflictState(context.world, id)
  if (!conflict || !state) return []
  const next = phaseDue(context, conflict, state)
  return next ? phaseActs(context, conflict, state, next) : []
}

/** A phase begins: players read the placeholder at once, the prose when a worker has found it. */
function phaseActs(
  context: SystemContext,
  conflict: Conflict,
  state: ConflictState,
  to: ConflictPhase,
): Act[] {
  const { world, dice } = context
  const changed = conflictPhaseChanged({
    conflict: conflict.id,
    name: conflict.name,
    from: state.phase,
    to,
    rooms: conflict.rooms.slice(0, 60),
    placeholder: dice.pick(conflict.placeholder) ?? 'Something has changed.',
  })
  const events: NewEvent[] = [changed]
  if (to === 'resolution') events.push(...outcomeEvents(context, conflict, state))
  return [
    { kind: 'events', events },
    ...askForProse(context, conflict, state.phase, to),
    ...(to === 'resolution' ? askForCanon(world, context, conflict, state) : []),
  ]
}

/** The room of a conflict in which its prose is set: one with players, or its first. */
function stageOf(world: WorldReader, conflict: Conflict) {
  const watched = conflict.rooms.find((room) => charactersAt(world, room).length > 0)
  return world.room(watched ?? conflict.rooms[0] ?? '')
}

function askForProse(
  { world, now, dice }: SystemContext,
  conflict: Conflict,
  from: ConflictPhase,
  to: ConflictPhase,
): Act[] {
  const room = stageOf(world, conflict)
  const view = conflictView(world, conflict)
  if (!room || !view) return []
  const fallback = dice.pick(conflict.prose[to] ?? [])?.slice(0, 600)
  return askForJob(world, now, {
    kind: 'narrate-phase',
    key: `phase ${conflict.id} ${to} ${view.version}`,
    room: room.id,
    about: { conflict: conflict.id, phase: to },
    payload: () => ({
      scene: sceneView(world, room, now),
      conflict: { ...view, phase: to },
      from,
      ...(fallback ? { fallback } : {}),
    }),
  })
}

/** What an outcome changes in the world: opinions, doors, things and people, and the canon. */
function outcomeEvents(
  context: SystemContext,
  conflict: Conflict,
  state: ConflictState,
): NewEvent[] {
  const { world, newId } = context
  const outcome = outcomeOf(conflict, state)
  if (!outcome) return []
  const origin = `outcome ${conflict.id}`
  return [
    conflictResolved({
      conflict: conflict.id,
      name: conflict.name,
      outcome: outcome.id,
      text: outcome.text,
      rooms: conflict.rooms.slice(0, 60),
    }),
    canonRecorded({
      canon: newId('canon'),
      zone: conflict.zone,
      text: outcome.canon,
      conflict: conflict.id,
      outcome: outcome.id,
    }),
    ...opinions(world, conflict, state, outcome),
    ...outcome.effects.doors.flatMap((door) => setDoor(world, door)),
    ...outcome.effects.loads.flatMap(({ item, room }) =>
      itemEvents(context, { proto: item, place: room, reason: origin }),
    ),
    ...outcome.effects.mobiles.flatMap(({ mobile, room }) => {
      const made = makeMobile(context, { proto: mobile, room, origin })
      return made ? [made.event] : []
    }),
  ]
}

function opinions(
  world: WorldReader,
  conflict: Conflict,
  state: ConflictState,
  outcome: ConflictOutcome,
): NewEvent[] {
  const present = (state.hands ?? []).flatMap((id) => {
    const character = world.get(id)
    return character?.kind === 'character' ? [character] : []
  })
  return Object.entries(outcome.effects.reputation).flatMap(([faction, change]) =>
    present.flatMap((character) => {
      const declared = world.definitions.get<Faction>('faction', faction)
      return declared ? changeReputation(character, declared, change, conflict.name) : []
    }),
  )
}

/** Asks a worker for the words of the canon; the outcome itself is canon already. */
function askForCanon(
  world: WorldReader,
  { now }: SystemContext,
  conflict: Conflict,
  state: ConflictState,
): Act[] {
  const outcome = outcomeOf(conflict, state)
  const view = conflictView(world, conflict)
  if (!outcome || !view) return []
  const tellers = conflict.rooms
    .flatMap((room) => mobilesAt(world, room))
    .slice(0, 6)
    .map((mobile) => mobileView(world, mobile, now.beat))
  return askForJob(world, now, {
    kind: 'canon',
    key: `canon ${conflict.id} ${view.version}`,
    room: conflict.rooms[0] ?? '',
    about: { conflict: conflict.id, phase: outcome.id },
    payload: () => ({ conflict: view, outcome: outcome.canon.slice(0, 600), tellers }),
  })
}
