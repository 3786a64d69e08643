/** Turns of a quarrel that people notice between two phases; each is told once, where it is carried out. */
import { onEvent } from '../../../schema/define-event.ts'
import {
  type ConflictState,
  conflictDrifted,
  conflictMoved,
  conflictState,
  openingState,
} from '../../../schema/events/conflict.ts'
import { conflictBeat } from '../../../schema/events/conflict-beats.ts'
import type { EntityId } from '../../../schema/ids.ts'
import { capital } from '../../../schema/words.ts'
import type { Conflict } from '../../../schema/world-file.ts'
import { type Act, defineReaction, eventActs, type SystemContext } from '../../define-system.ts'
import { inSentence } from '../../minds/facts/asking.ts'

/** A mark of tension is noticed. */
const markEvery = 20
/** With the third who takes a hand in it, a quarrel is everybody's. */
const handsNoticed = 3

export const conflictBeats = defineReaction(
  'conflict-beats',
  onEvent(conflictMoved, beatActs),
  onEvent(conflictDrifted, beatActs),
)

type Kind = keyof NonNullable<Conflict['beats']>
type Told = NonNullable<ConflictState['told']>

/** What is said where the world file says nothing; {quarrel} and {party} are names. */
const usual: Readonly<Record<Kind, readonly string[]>> = {
  hotter: ['Voices rise over {quarrel}.', 'Over {quarrel} people stop being polite.'],
  cooler: [
    'Voices drop. {Quarrel} has lost some of its heat.',
    'Over {quarrel} people listen again.',
  ],
  ahead: ['In {quarrel} {party} is ahead now, and everybody has seen it.'],
  sides: ['People begin to take sides in {quarrel}.'],
}

function beatActs(
  { world, now, dice }: SystemContext,
  { conflict: id }: { readonly conflict: EntityId },
): Act[] {
  const conflict = world.definitions.get<Conflict>('conflict', id)
  const state = conflictState(world, id)
  if (!conflict || !state) return []
  const before = state.told ?? noticed(openingState(conflict, 0))
  const told = noticed(state)
  const kind = kindOf(before, told)
  if (!kind) return []
  const [mark, hands, lead] = told
  const party = conflict.parties.find((one) => one.id === lead)?.name ?? ''
  // What a phase says that begins at this moment is enough.
  const own = conflict.beats?.[kind]
  const line = state.sinceBeat === now.beat ? undefined : dice.pick(own?.length ? own : usual[kind])
  const text = line
    ?.replaceAll('{quarrel}', inSentence(conflict.name))
    .replaceAll('{Quarrel}', capital(conflict.name))
    .replaceAll('{party}', party)
  return eventActs(
    conflictBeat({
      conflict: id,
      name: conflict.name,
      what: kind,
      rooms: conflict.rooms.slice(0, 60),
      mark,
      hands,
      ...(lead === undefined ? {} : { lead }),
      ...(text ? { text } : {}),
    }),
  )
}

function noticed({ tension, support, hands = [] }: ConflictState): Told {
  const most = Math.max(...Object.values(support))
  const ahead = Object.entries(support).flatMap(([id, points]) => (points === most ? id : []))
  const [lead, ...equals] = ahead
  const told = [Math.floor(tension / markEvery), hands.length >= handsNoticed] as const
  return lead !== undefined && equals.length === 0 ? [...told, lead] : told
}

function kindOf([markBefore, handsBefore, leadBefore]: Told, [mark, hands, lead]: Told) {
  if (lead !== undefined && lead !== leadBefore) return 'ahead'
  if (mark !== markBefore) return mark > markBefore ? 'hotter' : 'cooler'
  return hands && !handsBefore ? 'sides' : undefined
}
