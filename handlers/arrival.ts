/** What newcomers are taught by playing: one lesson at a time, each ended by what they do. */
import type { NewEvent } from '../schema/define-event.ts'
import type { Character } from '../schema/entities.ts'
import { lessonBegun, originChosen } from '../schema/events/arrival.ts'
import { skillLearned } from '../schema/events/growth.ts'
import type { CharacterId } from '../schema/ids.ts'
import { ownOf } from '../schema/own.ts'
import { itemsAt, type WorldReader } from '../schema/world.ts'
import type { Arrival, Lesson, Skill } from '../schema/world-file.ts'
import { itemEvents, type Maker } from './rules/making.ts'

export function arrivalOf({ definitions }: WorldReader): Arrival | undefined {
  return definitions.get<{ arrival?: Arrival }>('world', 'world')?.arrival
}

/** What somebody has just done, as far as lessons ask. */
export interface Deed {
  /** The verb that succeeded. */
  readonly verb?: string
  readonly killed?: true
}

/** A newcomer comes in: the first lesson, or the one that it had come to; nothing for everybody else. */
export function lessonAtEntry(maker: Maker, id: CharacterId): NewEvent[] {
  const { world } = maker
  const newcomer = world.get(id)
  const arrival = arrivalOf(world)
  if (newcomer?.kind !== 'character' || !arrival) return []
  const begins = newcomer.lesson === undefined && newcomer.experience === 0 && newcomer.level === 1
  const lesson = begins ? arrival.lessons[0] : lessonOf(arrival, newcomer)
  return lesson ? begin(maker, newcomer, lesson) : []
}

/** The next lesson, if what was done ends the present one. */
export function learned(maker: Maker, id: string, deed: Deed): NewEvent[] {
  const newcomer = maker.world.get(id)
  // Nearly everybody has nothing to learn, and this is asked after every line.
  if (newcomer?.kind !== 'character' || !newcomer.lesson) return []
  const arrival = arrivalOf(maker.world)
  const lesson = arrival && lessonOf(arrival, newcomer)
  return arrival && lesson && ends(lesson, newcomer, deed) ? next(maker, newcomer, arrival) : []
}

function ends({ by, room, origin, kill }: Lesson, newcomer: Character, deed: Deed): boolean {
  if (kill) return deed.killed === true
  if (deed.killed) return false
  if (origin) return newcomer.origin !== undefined
  if (room !== undefined && newcomer.place !== room) return false
  return by.length === 0 || by.includes(deed.verb ?? '')
}

/** Leaves out the present lesson; none when there is none. */
export function next(maker: Maker, newcomer: Character, arrival: Arrival): NewEvent[] {
  const at = arrival.lessons.findIndex(({ id }) => id === newcomer.lesson)
  if (at < 0) return []
  const lesson = arrival.lessons.slice(at + 1).find((one) => !isKnown(one, newcomer))
  if (lesson) return begin(maker, newcomer, lesson)
  return [lessonBegun({ character: newcomer.id, lesson: '', hint: arrival.done })]
}

/** True where there is nothing left to do: it has been done before it was asked for. */
const isKnown = ({ by, room, origin }: Lesson, newcomer: Character): boolean =>
  origin ? newcomer.origin !== undefined : by.length === 0 && room === newcomer.place

/** Ends the lessons. Whoever has not said where it comes from has come by the first of the ways. */
export function skipped(maker: Maker, newcomer: Character, arrival: Arrival): NewEvent[] {
  const [first] = Object.keys(arrival.origins)
  const origin = newcomer.origin === undefined && first !== undefined
  return [
    ...(origin ? comesFrom(maker, newcomer, first) : []),
    lessonBegun({ character: newcomer.id, lesson: '', hint: arrival.skipped }),
  ]
}

/** The origin with its kit and skill; the caller has looked that there is one of that name. */
export function comesFrom(maker: Maker, newcomer: Character, origin: string): NewEvent[] {
  const { world } = maker
  const given = ownOf(arrivalOf(world)?.origins ?? {}, origin)
  if (!given) return []
  const { text, kit, skill, proficiency: to } = given
  const { id } = newcomer
  const taught = skill === undefined ? undefined : world.definitions.get<Skill>('skill', skill)
  return [
    originChosen({ character: id, origin, text }),
    ...kit.flatMap((proto) => itemEvents(maker, { proto, place: id, reason: 'starting' })),
    ...(skill !== undefined && taught && (ownOf(newcomer.skills, skill) ?? 0) < to
      ? [skillLearned({ actor: id, skill, name: taught.name, to })]
      : []),
  ]
}

/** The hint of the present lesson, or nothing. */
export function presentHint(world: WorldReader, newcomer: Character): string | undefined {
  const arrival = arrivalOf(world)
  const lesson = arrival && lessonOf(arrival, newcomer)
  return lesson && hintOf(world, newcomer, lesson)
}

const lessonOf = ({ lessons }: Arrival, { lesson }: Character): Lesson | undefined =>
  lesson ? lessons.find(({ id }) => id === lesson) : undefined

function begin(maker: Maker, newcomer: Character, lesson: Lesson): NewEvent[] {
  const { world } = maker
  const { id: character, place } = newcomer
  const { lays } = lesson
  const isThere = itemsAt(world, place).some(({ proto }) => proto === lays)
  const hint = hintOf(world, newcomer, lesson)
  return [
    ...(lays === undefined || isThere
      ? []
      : itemEvents(maker, { proto: lays, place, reason: 'lesson' })),
    lessonBegun({ character, lesson: lesson.id, hint }),
  ]
}

function hintOf(world: WorldReader, { origin = '' }: Character, { hint }: Lesson): string {
  const origins = arrivalOf(world)?.origins ?? {}
  const { weapon = 'weapon' } = ownOf(origins, origin) ?? Object.values(origins)[0] ?? {}
  return hint.replaceAll('{weapon}', weapon)
}
