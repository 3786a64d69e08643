/** World time: a day of 24 hours counted from the world's heartbeats. */
import { type EntityId, fnv1a } from '../schema/ids.ts'
import type { WorldReader } from '../schema/world.ts'
import type { WorldSettings } from '../schema/world-file.ts'

export interface WorldTime {
  /** 0..23 */
  readonly hour: number
  /** 0..59 */
  readonly minute: number
  /** Whole days since the world began, from 0. */
  readonly day: number
}

type ClockSettings = Partial<Pick<WorldSettings, 'beatsPerMinute' | 'startHour'>>

function clockSettings(world: WorldReader): ClockSettings {
  return world.definitions.get<ClockSettings>('world', 'world') ?? {}
}

/** Heartbeats in a minute of world time: what the world file says, otherwise 8. */
export function beatsPerMinute(world: WorldReader): number {
  return Math.max(1, clockSettings(world).beatsPerMinute ?? 8)
}

/** The world's time at a beat; the world file says how long a minute is and when it began. */
export function timeAt(world: WorldReader, beat: number): WorldTime {
  const { startHour = 8 } = clockSettings(world)
  const minutes = Math.floor(beat / beatsPerMinute(world)) + startHour * 60
  return {
    hour: Math.floor(minutes / 60) % 24,
    minute: minutes % 60,
    day: Math.floor(minutes / 1440),
  }
}

/**
 * True once in `every` beats, at a beat of the thing's own, so that no beat has everything to do. `span`:
 * the beats between two looks.
 */
export function isTurnOf(id: EntityId, beat: number, every: number, span = 1): boolean {
  return (beat + (fnv1a(id) % every)) % every < span
}

const parts: readonly (readonly [from: number, words: string])[] = [
  [0, 'deep night'],
  [5, 'dawn'],
  [7, 'morning'],
  [12, 'noon'],
  [13, 'afternoon'],
  [18, 'evening'],
  [21, 'night'],
]

/** "morning, a little past 8 o'clock" */
export function timeInWords({ hour, minute }: WorldTime): string {
  const part = parts.findLast(([from]) => hour >= from)?.[1] ?? 'day'
  const next = (hour + 1) % 24
  const clock = (of: number) => (of === 0 ? 'midnight' : `${of > 12 ? of - 12 : of} o’clock`)
  if (minute < 10) return `${part}, about ${clock(hour)}`
  if (minute < 25) return `${part}, a little past ${clock(hour)}`
  return minute < 40
    ? `${part}, between ${clock(hour)} and ${clock(next)}`
    : `${part}, almost ${clock(next)}`
}
