/**
 * Whose machine-readable views an event changes. Every event declares it next to what it does, because
 * a view that nobody asked about goes on showing the dead and the gone. A mark that turns out to
 * change nothing costs a look and no byte; one that is missing makes clients wrong.
 */
import { needsLight } from './entities.ts'
import type { EntityId } from './ids.ts'
import type { WorldReader } from './world.ts'

export const viewParts = ['room', 'char', 'items', 'group', 'quests'] as const
export type ViewPart = (typeof viewParts)[number]

export function isViewPart(part: string): part is ViewPart {
  return viewParts.some((known) => known === part)
}

/**
 * A part of somebody's view. `of` names the room for `room`: everybody in it sees it. For `group` it
 * names a member: all members see it. For the others it names the character. `everybody` is everyone.
 */
export interface Touched {
  readonly part: ViewPart
  readonly of: EntityId
}

export const everybody = '*'

/** For events that no view shows. */
export const nobody = (): readonly Touched[] => []

/** All parts of everybody: a definition has changed, and anything may be named or counted by it. */
export const allOfEverybody = (): readonly Touched[] =>
  viewParts.map((part) => ({ part, of: everybody }))

/** All parts of one character's own view. */
export function wholeView(world: WorldReader, id: EntityId): Touched[] {
  const place = world.get(id)?.place ?? ''
  return viewParts.map((part) => ({ part, of: part === 'room' ? place : id }))
}

export const roomAt = (id: EntityId): Touched => ({ part: 'room', of: id })
export const sheetOf = (id: EntityId): Touched => ({ part: 'char', of: id })
export const questsOf = (id: EntityId): Touched => ({ part: 'quests', of: id })
export const companyOf = (id: EntityId): Touched => ({ part: 'group', of: id })

/** Where a thing is: the room it lies in, or the belongings of who carries it. */
export function thing(world: WorldReader, id: EntityId): Touched[] {
  const item = world.get(id)
  return item?.kind === 'item' ? holder(world, item.place) : []
}

/** What somebody or some place holds. What lies in containers is shown to nobody unasked. */
export function holder(world: WorldReader, id: EntityId): Touched[] {
  const held = world.get(id)
  if (held?.kind === 'room') return [roomAt(id)]
  if (held?.kind !== 'character' && held?.kind !== 'mobile') return []
  // What one wears changes what one can take; what one carries may light the room.
  const own: Touched[] = held.kind === 'character' ? [{ part: 'items', of: id }, sheetOf(id)] : []
  const room = world.get(held.place)
  return room?.kind === 'room' && needsLight(room) ? [...own, roomAt(room.id)] : own
}

/** Gauges of a being: its own, those its group sees, and how it looks to whoever fights it. */
export function gauges(world: WorldReader, id: EntityId): Touched[] {
  const being = world.get(id)
  if (being?.kind !== 'character' && being?.kind !== 'mobile') return []
  const touched: Touched[] = being.kind === 'character' ? [sheetOf(id)] : []
  if (being.kind === 'character' && being.group) touched.push(companyOf(id))
  for (const other of being.place === '' ? [] : world.contents(being.place)) {
    if (other.kind === 'character' && other.fighting === id) touched.push(sheetOf(other.id))
  }
  return touched
}

/** A being that comes, goes or looks otherwise: its gauges, and the room that it is in. */
export function being(world: WorldReader, id: EntityId): Touched[] {
  const place = world.get(id)?.place
  return place ? [...gauges(world, id), roomAt(place)] : gauges(world, id)
}
