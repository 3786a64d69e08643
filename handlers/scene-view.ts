/** What workers may know of a scene, a mobile or a conflict: the views that jobs carry. */

import type { Mobile, Room } from '../schema/entities.ts'
import { conflictState } from '../schema/events/conflict.ts'
import { scenesTold } from '../schema/events/scenery.ts'
import type { BeingId, MobileId, RoomId } from '../schema/ids.ts'
import { fnv1a } from '../schema/ids.ts'
import type { ConflictView, NpcView, SceneView } from '../schema/jobs.ts'
import { isDark } from '../schema/light.ts'
import { ownOf } from '../schema/own.ts'
import { turnsBetween } from '../schema/pending.ts'
import { climateOver, skyOf } from '../schema/sky.ts'
import { itemName, mobilePrototype } from '../schema/words.ts'
import type { WorldReader } from '../schema/world.ts'
import { charactersAt, itemsAt } from '../schema/world.ts'
import type {
  Conflict as ConflictDeclaration,
  MobilePrototype,
  Zone,
} from '../schema/world-file.ts'
import type { Moment } from './decision.ts'
import { beingsIn, isHidden } from './nouns.ts'
import { moodOf } from './rules/mood.ts'
import { visibleExits } from './scene.ts'
import { skyAt } from './weather.ts'

const label = (text: string) => text.slice(0, 120) || 'something'

/** A room as a prompt sees it: who and what is there, how its zone sounds, what hour it is. */
export function sceneView(world: WorldReader, room: Room, now: Moment): SceneView {
  const voice = world.definitions.get<Zone>('zone', room.zone)?.voice
  const people = beingsIn(world, room.id)
    .slice(0, 60)
    .map((being) => ({
      id: being.id.slice(0, 96),
      name: label(being.name),
      kind: being.kind === 'character' ? ('player' as const) : ('npc' as const),
    }))
  const items = itemsAt(world, room.id)
    .filter((item) => !isHidden(world, item))
    .slice(0, 40)
    .map((item) => label(itemName(world, item)))
  const description = room.description.slice(0, 2000)
  return {
    room: room.id,
    title: label(room.title),
    description,
    zone: room.zone,
    ...(voice ? { voice: voice.slice(0, 400) } : {}),
    // Equal scenes have equal versions, and a change of any part is a change of the version.
    version: fnv1a(`${description}|${items.join()}|${people.map((one) => one.id).join()}`),
    people,
    items,
    exits: visibleExits(room)
      .map((exit) => exit.dir)
      .slice(0, 12),
    ...skyView(world, room, now),
    dark: isDark(world, room),
    terrain: (room.terrain ?? 'city').slice(0, 24),
    fighting: beingsIn(world, room.id)
      .filter(({ fighting }) => fighting)
      .slice(0, 12)
      .map(({ name }) => label(name)),
    turn: sceneTurn(world, room),
  }
}

/** The sky as those in the room see it, by the same clock as everything else that tells of it. */
function skyView(
  world: WorldReader,
  room: Room,
  now: Moment,
): Pick<SceneView, 'dayPhase' | 'weather' | 'roofed'> {
  const { part: dayPhase, weather } = skyOf(world) ?? skyAt(world, now.beat)
  const climate = climateOver(world, room)
  if (!climate) return { dayPhase, roofed: true }
  return { dayPhase, roofed: false, weather: ownOf(weather, climate.id) ?? 'clear' }
}

/** How many scenes were told to whoever has been here longest. */
export function sceneTurn(world: WorldReader, room: Room): number {
  const [first] = charactersAt(world, room.id)
  return first ? scenesTold(world, first.id) : 0
}

/** The mobile that speaks: its name, its persona with the version, its temper. */
export function mobileView(world: WorldReader, mobile: Mobile, beat: number): NpcView {
  const prototype = mobilePrototype(world, mobile.proto)
  const temper = prototype?.persona?.temper ?? 'calm'
  return {
    id: mobile.id,
    name: label(mobile.name),
    persona: mobile.proto,
    personaVersion: prototype?.persona ? fnv1a(JSON.stringify(prototype.persona)) : 0,
    temper,
    mood: moodOf(mobile, prototype, beat).word,
  }
}

/** The numbers and parties of a conflict. */
export function conflictView(
  world: WorldReader,
  conflict: ConflictDeclaration,
): ConflictView | undefined {
  const state = conflictState(world, conflict.id)
  if (!state) return undefined
  return {
    id: conflict.id,
    name: label(conflict.name),
    phase: state.phase,
    tension: state.tension,
    progress: state.progress,
    parties: conflict.parties.slice(0, 8).map((party) => ({
      id: party.id,
      name: label(party.name),
      stance: party.stance.slice(0, 200),
    })),
    version: state.version,
  }
}

/** The conflicts that are carried out in a room. */
export function conflictsIn(world: WorldReader, room: RoomId): ConflictDeclaration[] {
  return world.definitions
    .all<ConflictDeclaration>('conflict')
    .filter(({ data }) => data.rooms.includes(room))
    .map(({ data }) => data)
}

export function conflictViewsIn(world: WorldReader, room: RoomId): ConflictView[] {
  return conflictsIn(world, room)
    .map((conflict) => conflictView(world, conflict))
    .filter((view): view is ConflictView => view !== undefined)
    .slice(0, 4)
}

/** The latest turns of a talk, as a prompt's history. */
export function historyWith(world: WorldReader, npc: MobileId, speaker: BeingId) {
  return turnsBetween(world, npc, speaker).map(({ by, text }) => ({ by, text }))
}

/** One word for the company in a room: it changes when a being comes or goes. */
export function occupantsOf(world: WorldReader, room: RoomId): string {
  const ids = beingsIn(world, room)
    .map((being) => being.id)
    .join()
  return `${fnv1a(ids).toString(36)}${fnv1a(ids, 0x9e3779b9).toString(36)}`
}

/** Lines a mobile has ready for an occasion, or for its temper. */
export function readyLines(
  prototype: MobilePrototype | undefined,
  ...occasions: readonly (keyof MobilePrototype['lines'])[]
): readonly string[] {
  for (const occasion of occasions) {
    const lines = prototype?.lines[occasion]
    if (lines && lines.length > 0) return lines
  }
  return []
}

/** A being as jobs name people. */
export function personIn(being: { id: BeingId; name: string; kind: string }) {
  const kind = being.kind === 'character' ? ('player' as const) : ('npc' as const)
  return { id: being.id, name: label(being.name), kind }
}
