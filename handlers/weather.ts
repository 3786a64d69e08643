/** Weather and the parts of the day. Both follow from the world's clock alone: nothing is rolled. */

import { fnv1a } from '../schema/ids.ts'
import { ownOf } from '../schema/own.ts'
import { type CalledSky, calledSkyRecord, type DayPart, type Sky } from '../schema/sky.ts'
import { recordData, type WorldReader } from '../schema/world.ts'
import type { Climate, Weather } from '../schema/world-file.ts'
import { timeAt } from './clock.ts'

/** How long a weather lasts at least, in minutes of world time. */
const spellMinutes = 90

/** The part of the day of an hour, 0 to 23. */
export function partOf(hour: number): DayPart {
  if (hour < 5 || hour >= 21) return 'night'
  if (hour < 7) return 'dawn'
  return hour < 19 ? 'day' : 'dusk'
}

/**
 * The weather of a climate in a spell. Weights are drawn by a hash of climate and spell, so that the
 * same hour has the same weather in every process and every replay.
 */
export function weatherIn(climate: Climate, spell: number): Weather {
  const weights = Object.entries(climate.weights) as [Weather, number][]
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0)
  if (total <= 0) return 'clear'
  let drawn = fnv1a(`${climate.id}/${spell}`) % total
  for (const [weather, weight] of weights) {
    if (drawn < weight) return weather
    drawn -= weight
  }
  return 'clear'
}

/** The sky over the whole world at a beat. */
export function skyAt(world: WorldReader, beat: number): Sky {
  const { day, hour, minute } = timeAt(world, beat)
  const spell = Math.floor((day * 1_440 + hour * 60 + minute) / spellMinutes)
  const weather: Record<string, Weather> = {}
  for (const { key, data } of world.definitions.all<Climate>('climate')) {
    weather[key] = weatherIn(data, spell)
  }
  const called = recordData<CalledSky>(world, calledSkyRecord)
  if (called && called.until > beat && ownOf(weather, called.climate)) {
    weather[called.climate] = called.weather
  }
  return { part: partOf(hour), weather }
}

/** What is to be seen when one sky becomes another, by climate; the time of day first. */
export function skyLines(
  world: WorldReader,
  before: Sky,
  after: Sky,
  pick: (lines: readonly string[]) => string | undefined,
): { climate: string; line: string }[] {
  const told: { climate: string; line: string }[] = []
  for (const { key: climate, data } of world.definitions.all<Climate>('climate')) {
    const changes: (keyof Climate['lines'])[] = []
    if (before.part !== after.part) changes.push(after.part)
    const weather = ownOf(after.weather, climate)
    if (weather && weather !== ownOf(before.weather, climate)) changes.push(weather)
    for (const change of changes) {
      const line = pick(data.lines[change] ?? [])
      if (line) told.push({ climate, line })
    }
  }
  return told
}
