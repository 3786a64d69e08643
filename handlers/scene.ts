/** The room as somebody in it sees it: one shape for `look`, arrivals, `sync` and maps. */

import { type RoomView, roomLooked } from '../schema/answers/room.ts'
import type { View } from '../schema/define-answer.ts'
import { directions } from '../schema/directions.ts'
import type { Being, Character, Item, Mobile, Room } from '../schema/entities.ts'
import type { BeingId, RoomId } from '../schema/ids.ts'
import { canSee, isDark } from '../schema/light.ts'
import { skyNotes } from '../schema/sky.ts'
import { capital, itemName, mobilePrototype, prototypeOf } from '../schema/words.ts'
import { beingIn, itemsAt, type WorldReader } from '../schema/world.ts'
import type { Zone } from '../schema/world-file.ts'
import { beingsIn, isHidden } from './nouns.ts'
import { hasEffectFlag } from './rules/stats.ts'

/** At most this many people and things are listed one by one; a crowd is counted. */
const listedMax = 60

/** Scenes of rooms while nothing changes in the world, so that many viewers share one look. */
export type Scenes = Map<RoomId, Scene>

/** What `viewer` sees of the room it is in, as an answer that also updates the client's room panel. */
export function lookAround(world: WorldReader, viewer: Being, scenes?: Scenes): View {
  const room = world.room(viewer.place)
  if (!room) return roomLooked(voidView, 'room')
  const being = beingIn(world, viewer.id)
  if (being && !canSee(world, being, room)) {
    return roomLooked(darkView(world, room, being), 'room')
  }
  const scene = scenes?.get(room.id) ?? sceneOf(world, room)
  scenes?.set(room.id, scene)
  return roomLooked(viewOf(scene, viewer.id), 'room')
}

/** A place that the viewer cannot see: it feels the exits and hears that others are there. */
function darkView(world: WorldReader, room: Room, viewer: Being): RoomView {
  const blind = !isDark(world, room)
  const others = beingsIn(world, room.id, viewer.id)
  return {
    id: room.id,
    zone: room.zone,
    title: blind ? 'Somewhere' : 'Darkness',
    description: blind
      ? 'You cannot see a thing.'
      : 'It is pitch dark. You feel your way along the walls; a light would help.',
    exits: visibleExits(room),
    people: [],
    items: [],
    ...(others.length > 0 ? { notes: ['Somebody is breathing close by.'] } : {}),
    ...landOf(world, room),
  }
}

const voidView: RoomView = {
  id: '',
  zone: '',
  title: 'Nowhere',
  description: 'Mist, and the sound of water far away.',
  exits: [],
  people: [],
  items: [],
}

/** The room of PROTOCOL 3.2 for programs, and what the words for players need beside it. */
export function roomView(world: WorldReader, room: Room, viewer: BeingId): RoomView {
  return viewOf(sceneOf(world, room), viewer)
}

type Person = RoomView['people'][number]

/** A room as everybody in it sees it, before each of them leaves out itself. */
interface Scene {
  readonly view: RoomView
  /** What some of the people are fighting. */
  readonly foes: ReadonlyMap<BeingId, BeingId>
}

function sceneOf(world: WorldReader, room: Room): Scene {
  const people: Person[] = []
  const foes = new Map<BeingId, BeingId>()
  for (const entity of world.contents(room.id)) {
    if (entity.kind !== 'character' && entity.kind !== 'mobile') continue
    if (isUnseen(world, entity)) continue
    const { id, name } = entity
    const kind = entity.kind === 'character' ? 'player' : 'npc'
    people.push({ id, name, kind, line: standingLine(world, entity) })
    if (entity.position === 'fighting' && entity.fighting) foes.set(id, entity.fighting)
  }
  const view = {
    id: room.id,
    zone: room.zone,
    title: room.title,
    description: room.description,
    exits: visibleExits(room),
    people,
    items: groupItems(
      world,
      itemsAt(world, room.id).filter((item) => !isHidden(world, item)),
    ),
    ...notesOf(world, room),
    ...landOf(world, room),
  }
  return { view, foes }
}

function viewOf({ view, foes }: Scene, viewer: BeingId): RoomView {
  const others = view.people.filter(({ id }) => id !== viewer)
  const unlisted = others.length - listedMax
  const listed = unlisted > 0 ? others.slice(0, listedMax) : others
  const people =
    foes.size === 0
      ? listed
      : listed.map((one) =>
          foes.get(one.id) === viewer ? { ...one, line: fightingLine(one.name, 'you') } : one,
        )
  return { ...view, people, ...(unlisted > 0 ? { crowd: unlisted } : {}) }
}

/** Weather and time of day, where the sky can be seen. */
function notesOf(world: WorldReader, room: Room): Pick<RoomView, 'notes'> {
  const notes = skyNotes(world, room)
  return notes.length > 0 ? { notes } : {}
}

/** What maps show of a room besides its ways. */
function landOf(
  { definitions }: WorldReader,
  { coords, terrain, zone }: Room,
): Pick<RoomView, 'coords' | 'terrain' | 'zoneName'> {
  const zoneName = definitions.get<Zone>('zone', zone)?.name
  return {
    ...(terrain ? { terrain } : {}),
    ...(zoneName ? { zoneName } : {}),
    ...(coords ? { coords: [coords[0] ?? 0, coords[1] ?? 0, coords[2] ?? 0] } : {}),
  }
}

/** Hidden beings and invisible mobiles are listed for nobody. */
function isUnseen(world: WorldReader, being: Character | Mobile): boolean {
  if (being.kind === 'mobile' && hasMobileFlag(world, being, 'invisible')) return true
  return being.effects.length > 0 && hasEffectFlag(world, being, 'hidden')
}

function hasMobileFlag(world: WorldReader, mobile: Mobile, flag: 'invisible'): boolean {
  return mobilePrototype(world, mobile.proto)?.flags.includes(flag) ?? false
}

function standingLine(world: WorldReader, entity: Character | Mobile): string {
  const ground = entity.kind === 'mobile' ? mobilePrototype(world, entity.proto)?.ground : ''
  if (ground && entity.position === 'standing') return ground
  if (entity.position === 'fighting') {
    return fightingLine(entity.name, entity.fighting && beingIn(world, entity.fighting)?.name)
  }
  if (entity.position === 'standing') return `${capital(entity.name)} is here.`
  return `${capital(entity.name)} is here, ${entity.position}.`
}

function fightingLine(name: string, foe: string | undefined): string {
  return `${capital(name)} is here, fighting${foe ? ` ${foe}` : ''}.`
}

/** The ways out that can be seen, in the order of the compass. */
export function visibleExits(room: Room): RoomView['exits'] {
  const seen: RoomView['exits'] = []
  for (const direction of directions) {
    const exit = room.exits[direction]
    if (!exit || (exit.hidden && exit.door?.state !== 'open')) continue
    seen.push({
      dir: direction,
      to: exit.to,
      ...(exit.door ? { door: exit.door.state, doorName: exit.door.name } : {}),
    })
  }
  return seen
}

/** Alike items become one line with a count. */
export function groupItems(world: WorldReader, items: readonly Item[]): RoomView['items'] {
  const groups = new Map<string, RoomView['items'][number]>()
  for (const item of items) {
    const name = itemName(world, item.count > 1 ? { ...item, count: 1 } : item)
    const key = `${item.proto}/${name}/${item.lit === true}/${item.closed === true}`
    const known = groups.get(key)
    if (known) known.count += item.count
    else if (groups.size < listedMax) {
      groups.set(key, {
        id: item.id,
        name,
        count: item.count,
        ...(item.lit ? { lit: true as const } : {}),
        line: item.name ? '' : (prototypeOf(world, item)?.ground ?? ''),
      })
    }
  }
  return [...groups.values()]
}
