/** Events as the deeds of characters: what quests wait for, in the words of the world files. */
import {
  createEventTable,
  type EventReader,
  type NewEvent,
  onEvent,
} from '../schema/define-event.ts'
import { conflictMoved, conflictPhaseChanged, conflictState } from '../schema/events/conflict.ts'
import { itemUsed } from '../schema/events/consume.ts'
import { mobileKilled } from '../schema/events/death.ts'
import { skillUsed } from '../schema/events/effects.ts'
import { itemDropped, itemGiven, itemTaken } from '../schema/events/items.ts'
import { characterMoved, doorChanged } from '../schema/events/movement.ts'
import { beingTransported } from '../schema/events/posture.ts'
import { characterEntered } from '../schema/events/presence.ts'
import { socialPerformed, speechUttered } from '../schema/events/speech.ts'
import { itemBought } from '../schema/events/trade.ts'
import type { BeingId, ItemId, RoomId } from '../schema/ids.ts'
import { mobilesAt, roomOf, type WorldReader } from '../schema/world.ts'
import type { Deed } from './quests.ts'
import { sharersOf } from './rules/death.ts'

type Fields = Deed['fields']

/** The deeds that an event was, asked right after it was applied; usually one, often none. */
export function deedsOf(world: WorldReader, event: NewEvent): Deed[] {
  return (table.read(world, event) ?? []).filter(
    (deed) => world.get(deed.character)?.kind === 'character',
  )
}

/** Speech as the words in it, lower case. */
export function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? []
}

/** The room somebody is in, and its zone. */
function whereIs(world: WorldReader, being: BeingId): Fields {
  const room = roomOf(world, being)
  return room ? { room: [room.id], zone: [room.zone] } : {}
}

function placeFields(world: WorldReader, id: RoomId): Fields {
  const room = world.get(id)
  return room?.kind === 'room' ? { room: [room.id], zone: [room.zone] } : { room: [id] }
}

function protoOfMobile(world: WorldReader, id: BeingId | undefined): string[] {
  const mobile = id === undefined ? undefined : world.get(id)
  return mobile?.kind === 'mobile' ? [mobile.proto] : []
}

function single(event: Deed['event'], character: BeingId, fields: Fields): Deed[] {
  return [{ event, character, count: 1, fields }]
}

/** A deed with a thing: taken, dropped, handed over. */
function withItem(
  world: WorldReader,
  event: Deed['event'],
  deed: { readonly character: BeingId; readonly item: ItemId },
): Deed[] {
  const { character } = deed
  const item = world.get(deed.item)
  if (item?.kind !== 'item') return []
  const fields = { ...whereIs(world, character), item: [item.proto] }
  return [{ event, character, count: item.count, fields }]
}

function movedTo(world: WorldReader, character: BeingId, room: RoomId): Deed[] {
  return single('character-moved', character, placeFields(world, room))
}

const heardByAll: ReadonlySet<string> = new Set(['say', 'ask', 'whisper', 'shout'])

const readers: readonly EventReader<WorldReader, Deed[]>[] = [
  onEvent(itemTaken, (world, { actor, item }) =>
    withItem(world, 'item-taken', { character: actor, item }),
  ),
  onEvent(itemBought, (world, { actor, item }) =>
    withItem(world, 'item-taken', { character: actor, item }),
  ),
  onEvent(itemDropped, (world, { actor, item }) =>
    withItem(world, 'item-dropped', { character: actor, item }),
  ),
  onEvent(itemGiven, (world, { actor, item, target }) => {
    const mobile = protoOfMobile(world, target)
    // What a player gives to another player counts for the second one as taken.
    if (mobile.length === 0) return withItem(world, 'item-taken', { character: target, item })
    const [deed] = withItem(world, 'item-given', { character: actor, item })
    return deed ? [{ ...deed, fields: { ...deed.fields, mobile }, given: item }] : []
  }),
  onEvent(itemUsed, (world, { actor, proto }) =>
    single('item-used', actor, { ...whereIs(world, actor), item: [proto] }),
  ),
  onEvent(characterMoved, (world, { actor, to }) => movedTo(world, actor, to)),
  onEvent(beingTransported, (world, { actor, to }) => movedTo(world, actor, to)),
  onEvent(characterEntered, (world, { character, room }) => movedTo(world, character, room)),
  onEvent(mobileKilled, (world, { killer: id, room, proto }) => {
    const killer = id === undefined ? undefined : world.get(id)
    if (killer?.kind !== 'character') return []
    const fields = { ...placeFields(world, room), mobile: [proto] }
    // Those who fight together have done it together.
    return sharersOf(world, killer, room).flatMap(({ id: sharer }) =>
      single('mobile-killed', sharer, fields),
    )
  }),
  onEvent(speechUttered, (world, { actor, room, how, words, target }) => {
    if (!heardByAll.has(how)) return []
    const addressed = protoOfMobile(world, target)
    const mobile =
      addressed.length > 0 ? addressed : mobilesAt(world, room).map(({ proto }) => proto)
    const fields = { ...placeFields(world, room), words: wordsIn(words), mobile }
    return single('speech-uttered', actor, fields)
  }),
  onEvent(socialPerformed, (world, { actor, room, social, target }) =>
    single('social-performed', actor, {
      ...placeFields(world, room),
      social: [social],
      mobile: protoOfMobile(world, target),
    }),
  ),
  onEvent(skillUsed, (world, { actor, room, skill, target, success }) =>
    success
      ? single('skill-used', actor, {
          ...placeFields(world, room),
          skill: [skill],
          mobile: protoOfMobile(world, target),
        })
      : [],
  ),
  onEvent(doorChanged, (world, { actor, room, act }) =>
    act === 'unlocked' && actor !== undefined
      ? single('door-unlocked', actor, placeFields(world, room))
      : [],
  ),
  onEvent(conflictMoved, (world, { actor, room, conflict, choice, party }) =>
    single('conflict-moved', actor, {
      ...placeFields(world, room),
      conflict: [conflict],
      choice: [choice],
      party: party === undefined ? [] : [party],
    }),
  ),
  // The phase is a deed of everybody who took part in the conflict and is in the world.
  onEvent(conflictPhaseChanged, (world, { conflict, to }) =>
    (conflictState(world, conflict)?.hands ?? []).flatMap((character) => {
      const fields = { ...whereIs(world, character), conflict: [conflict], phase: [to] }
      return single('conflict-phase-changed', character, fields)
    }),
  ),
]

const table = createEventTable(readers)

/** The types of the events that may be deeds. */
export const deedTypes: readonly string[] = table.types
