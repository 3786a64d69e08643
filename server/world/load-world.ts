/**
 * World files enter the database as events. Only what differs from the log is recorded, so loading
 * the same files again writes nothing, and the history shows what a changed file changed.
 */

import { createHash } from 'node:crypto'
import { diceFor, idsFor } from '../../handlers/dice.ts'
import { resetEvents } from '../../handlers/rules/reset-program.ts'
import { canonical } from '../../schema/canonical.ts'
import type { EventMeta, NewEvent } from '../../schema/define-event.ts'
import type { Exit, Room } from '../../schema/entities.ts'
import { itemLoaded } from '../../schema/events/items.ts'
import {
  definitionRemoved,
  definitionSet,
  mobileLoaded,
  roomBuilt,
  roomRazed,
  worldLoaded,
} from '../../schema/events/world.ts'
import type { PrototypeId, RoomId } from '../../schema/ids.ts'
import { ownOf } from '../../schema/own.ts'
import { type EventRow, recordEvents } from '../../schema/record-events.ts'
import type { Reset, World, Room as WorldRoom } from '../../schema/world-file.ts'
import type { WorldMap } from '../../schema/world-map.ts'
import { clearedRoom } from './cleared-room.ts'

/** What a set of world files says, and the digest under which it is recorded. */
export interface DigestedWorld {
  readonly world: World
  readonly digest: string
}

export function digested(world: World): DigestedWorld {
  const digest = createHash('sha256').update(canonical(world)).digest('hex').slice(0, 32)
  return { world, digest }
}

/** Definitions of a world by kind and key, as the running game keeps them. */
function definitionsOf(world: World): { of: string; key: string; data: object }[] {
  const kinds: [string, Record<string, object>][] = [
    ['zone', world.zones],
    ['item', world.items],
    ['mobile', world.mobiles],
    ['quest', world.quests],
    ['conflict', world.conflicts],
    ['script', world.scripts],
    ['effect', world.effects],
    ['skill', world.skills],
    ['social', world.socials],
    ['faction', world.factions],
    ['climate', world.climates],
    ['article', world.articles],
  ]
  const listed = kinds.flatMap(([of, byKey]) =>
    Object.entries(byKey).map(([key, data]) => ({ of, key, data })),
  )
  const programs = Object.entries(world.resets).map(([key, program]) => ({
    of: 'resets',
    key,
    data: { program },
  }))
  return [...listed, ...programs]
}

/** Rooms that the files declared before and do not declare any more: loading the files razes them. */
export function roomsToRaze(current: WorldMap, world: World): RoomId[] {
  const sources = current.definitions.all('room-source')
  return sources.map(({ key }) => key).filter((key) => !ownOf(world.rooms, key))
}

/**
 * The events that turn `current` into the world of the files. What builders made stays, and what they
 * changed stays until the files change the same thing. An unchanged door keeps its present state.
 */
function worldEvents(current: WorldMap, world: World, start: RoomId): NewEvent[] {
  const events: NewEvent[] = changedDefinitions(current, world)
  for (const room of Object.values(world.rooms)) {
    const data = roomData(room)
    const source = current.definitions.get('room-source', room.id)
    if (source !== undefined && canonical(source) === canonical(data)) continue
    events.push(roomBuilt({ room: room.id, zone: room.zone, data }))
    events.push(definitionSet({ of: 'room-source', key: room.id, data }))
  }
  for (const room of roomsToRaze(current, world)) {
    events.push(...clearedRoom(current, room, start))
    events.push(roomRazed({ room }), definitionRemoved({ of: 'room-source', key: room }))
  }
  return events
}

/** Digests of the definitions in the files of the last load, by kind and key, for one zone. */
type FileDigests = Readonly<Record<string, string>>

/** The zone under which the digest of a definition is kept; `*` for definitions of no zone. */
function digestGroup(of: string, key: string): string {
  if (of === 'zone' || of === 'resets') return key
  return key.includes('.') ? key.slice(0, key.indexOf('.')) : '*'
}

function changedDefinitions(current: WorldMap, world: World): NewEvent[] {
  const events: NewEvent[] = []
  const digests = new Map<string, Record<string, string>>()
  const knownOf = (group: string) => current.definitions.get<FileDigests>('file-digests', group)
  for (const { of, key, data } of definitionsOf(world)) {
    const group = digestGroup(of, key)
    const text = canonical(data)
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
    const said = digests.get(group) ?? {}
    digests.set(group, said)
    said[`${of}/${key}`] = digest
    if (knownOf(group)?.[`${of}/${key}`] === digest) continue
    const known = current.definitions.get(of, key)
    if (known !== undefined && canonical(known) === text) continue
    events.push(definitionSet({ of, key, data: data as Record<string, unknown> }))
  }
  events.push(...withdrawn(current, digests))
  for (const [key, data] of digests) {
    if (canonical(knownOf(key) ?? {}) === canonical(data)) continue
    events.push(definitionSet({ of: 'file-digests', key, data }))
  }
  return events
}

/** What the files declared at the last load and declare no more goes; what builders made stays. */
function withdrawn(current: WorldMap, digests: ReadonlyMap<string, FileDigests>): NewEvent[] {
  return current.definitions.all<FileDigests>('file-digests').flatMap(({ key: group, data }) => {
    const said = digests.get(group)
    const gone = Object.keys(data).filter((name) => ownOf(said, name) === undefined)
    const events = gone.flatMap((name) => {
      const slash = name.indexOf('/')
      const [of, key] = [name.slice(0, slash), name.slice(slash + 1)]
      return current.definitions.get(of, key) === undefined ? [] : [definitionRemoved({ of, key })]
    })
    return said ? events : [...events, definitionRemoved({ of: 'file-digests', key: group })]
  })
}

/** A room of the files in the shape the game keeps. */
function roomData(room: WorldRoom): Record<string, unknown> {
  const { id: _id, zone: _zone, exits, ...rest } = room
  const kept: Partial<Record<string, Exit>> = {}
  for (const [direction, exit] of Object.entries(exits)) if (exit) kept[direction] = exit as Exit
  const data: Omit<Room, 'id' | 'kind' | 'place' | 'zone'> = { ...rest, exits: kept }
  return { ...data }
}

/** Events that one tick of a load writes: some megabytes, which take a database well under a second. */
export const eventsPerTick = 10_000

/**
 * Everything to record for a world: declarations, rooms, and at the very first time one run of every
 * zone's reset program. Each event is applied to `current` when its row is taken. Every `eventsPerTick`
 * rows the next tick begins; the digest of the files comes last, so a load that was broken off goes on
 * with what is left.
 * @param current what the world is now, with everything that is in `roomsToRaze`
 * @param at the first tick that writes the events; they are folded with these values ever after
 * @returns the rows for the log, none when the files are those of the last time
 * @throws Error when the files hold no `world` section
 */
export function* planWorldLoad(
  current: WorldMap,
  { world, digest }: DigestedWorld,
  at: Omit<EventMeta, 'ordinal'>,
): Generator<EventRow, void> {
  const known = current.definitions.get<{ digest?: string }>('world', 'world')
  if (known?.digest === digest) return
  if (!world.settings) throw new Error('the world files hold no `world` section')
  const { name, start } = world.settings
  let count = 0
  for (const event of eventsOfLoad()) {
    const tick = at.tick + Math.floor(count / eventsPerTick)
    const meta = { ...at, tick, ordinal: (count % eventsPerTick) + 1 }
    yield* recordEvents(current, [event], { meta, actor: '', cause: 'world-files' })
    count += 1
  }

  function* eventsOfLoad(): Generator<NewEvent, void> {
    yield* worldEvents(current, world, start)
    if (!known) yield* firstResets(current, at)
    const settings = { ...world.settings }
    yield worldLoaded({ name, start, digest, settings })
  }
}

function* firstResets(
  current: WorldMap,
  { shard, tick }: Omit<EventMeta, 'ordinal'>,
): Generator<NewEvent, void> {
  const ids = idsFor(shard, tick)
  const counts = new Map<string, number>()
  const programs = current.definitions.all<{ program: Reset[] }>('resets')
  for (const { key, data } of programs) {
    const context = {
      world: current,
      dice: diceFor(shard, tick, `reset/${key}`),
      newId: ids.next,
      count: (proto: PrototypeId) => counts.get(proto) ?? 0,
    }
    for (const event of resetEvents(context, key, data.program)) {
      yield event
      if (!itemLoaded.is(event) && !mobileLoaded.is(event)) continue
      const { proto } = event.data
      counts.set(proto, (counts.get(proto) ?? 0) + 1)
    }
  }
}
