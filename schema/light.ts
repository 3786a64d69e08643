/** Seeing in the dark: lamps, glowing things, and beings that need no light. */
import type { Perception } from './define-event.ts'
import {
  type Being,
  type Character,
  type Entity,
  type Item,
  type Mobile,
  needsLight,
  type Room,
} from './entities.ts'
import type { BeingId } from './ids.ts'
import { mayUse, type Role } from './roles.ts'
import { type Named, prototypeOf } from './words.ts'
import type { WorldReader } from './world.ts'

/** True when nothing lights the room. A being may still see in it (`canSee`). */
export function isDark(world: WorldReader, room: Room): boolean {
  // Most rooms are lit by themselves, and this is all that they cost.
  if (!needsLight(room)) return false
  return !world.contents(room.id).some((entity) => shines(world, entity))
}

/** True when the being sees where it is: it is not blind, and there is light or it needs none. */
export function canSee(world: WorldReader, viewer: Being & { kind: string }, room: Room): boolean {
  if (hasFlag(world, viewer, 'blind')) return false
  return !isDark(world, room) || hasFlag(world, viewer, 'night-eyes') || seesAlways(viewer)
}

/** Builders and mobiles need no light. */
function seesAlways(viewer: Being & { kind: string; role?: Role }): boolean {
  return viewer.kind === 'mobile' || mayUse(viewer.role ?? 'guest', 'builder')
}

function shines(world: WorldReader, entity: Entity): boolean {
  if (entity.kind === 'item') return itemShines(world, entity)
  if (entity.kind !== 'character' && entity.kind !== 'mobile') return false
  if (hasFlag(world, entity, 'light')) return true
  return world.contents(entity.id).some((held) => held.kind === 'item' && itemShines(world, held))
}

function itemShines(world: WorldReader, item: Item): boolean {
  return item.lit === true || (prototypeOf(world, item)?.flags.includes('glow') ?? false)
}

function hasFlag(world: WorldReader, being: Being, flag: string): boolean {
  return being.effects.some(({ id }) =>
    world.definitions.get<{ flags?: string[] }>('effect', id)?.flags?.includes(flag),
  )
}

const someone: Named = { id: '', name: 'someone', kind: 'other' }

/** The same perceptions, with "someone" for the actor where the audience cannot see who it is. */
export function veiled(world: WorldReader, seen: readonly Perception[]): Perception[] {
  return seen.flatMap((one) => (one.role === 'actor' ? [one] : veil(world, one)))
}

function veil(world: WorldReader, seen: Perception): Perception[] {
  if (!('actor' in seen.data)) return [seen]
  const { to } = seen
  if ('character' in to) {
    const viewer = beingAt(world, to.character)
    const room = viewer ? world.get(viewer.place) : undefined
    const blind = viewer && room?.kind === 'room' && !canSee(world, viewer, room)
    return [blind ? hidden(seen) : seen]
  }
  if (!('room' in to)) return [seen]
  const room = world.get(to.room)
  if (room?.kind !== 'room' || !isDark(world, room)) return [seen]
  const seers = seersIn(world, room, to.except ?? [])
  const rest = { ...to, except: [...(to.except ?? []), ...seers] }
  return [
    ...(seers.length > 0 ? [{ ...seen, to: { characters: seers } }] : []),
    hidden({ ...seen, to: rest }),
  ]
}

function seersIn(world: WorldReader, room: Room, except: readonly BeingId[]): BeingId[] {
  return world
    .contents(room.id)
    .filter((one): one is Character => one.kind === 'character' && canSee(world, one, room))
    .map(({ id }) => id)
    .filter((id) => !except.includes(id))
}

function beingAt(world: WorldReader, id: BeingId): Character | Mobile | undefined {
  const entity = world.get(id)
  return entity?.kind === 'character' || entity?.kind === 'mobile' ? entity : undefined
}

function hidden(seen: Perception): Perception {
  return { ...seen, data: { ...seen.data, actor: someone } }
}
