/**
 * The sky: time of day and weather as the world last noted them. It is a record that is always in
 * memory, so that a look needs no clock and a replay sees the same sky.
 */

import type { Room } from './entities.ts'
import type { RecordId } from './ids.ts'
import { ownOf } from './own.ts'
import { recordData, type WorldReader } from './world.ts'
import type { Climate, Weather, Zone } from './world-file.ts'

export type DayPart = 'dawn' | 'day' | 'dusk' | 'night'

export interface Sky {
  readonly part: DayPart
  /** Weather by climate. */
  readonly weather: Readonly<Record<string, Weather>>
}

export const skyRecord: RecordId = 'sky'

/** The weather that a script has called over a climate, until a beat of the world. */
export const calledSkyRecord: RecordId = 'called-sky'
export interface CalledSky {
  readonly climate: string
  readonly weather: Weather
  readonly until: number
}

export function skyOf(world: WorldReader): Sky | undefined {
  return recordData<Sky>(world, skyRecord)
}

const roofed: ReadonlySet<string> = new Set(['inside', 'cave', 'underwater'])

/** The climate over a room, or undefined where no sky can be seen: indoors, in caves, below ground. */
export function climateOver(world: WorldReader, room: Room): Climate | undefined {
  if (room.flags.includes('indoors') || roofed.has(room.terrain ?? '')) return undefined
  const zone = world.definitions.get<Zone>('zone', room.zone)
  const climate = zone && world.definitions.get<Climate>('climate', zone.climate)
  // A climate that has no words for anything has no sky either.
  return climate && Object.keys(climate.lines).length > 0 ? climate : undefined
}

const partNotes: Readonly<Record<DayPart, string>> = {
  dawn: 'Day is breaking.',
  day: '',
  dusk: 'The light is going.',
  night: 'It is night.',
}

const weatherNotes: Readonly<Record<Weather, string>> = {
  clear: '',
  cloud: 'The sky is overcast.',
  fog: 'Fog hangs in the air.',
  rain: 'It is raining.',
  storm: 'A storm is raging.',
  snow: 'Snow is falling.',
}

/** What a being in the room sees of the sky, as short sentences; none on a bright day or under a roof. */
export function skyNotes(world: WorldReader, room: Room): string[] {
  const sky = skyOf(world)
  const climate = sky && climateOver(world, room)
  if (!sky || !climate) return []
  const note = [partNotes[sky.part], weatherNotes[ownOf(sky.weather, climate.id) ?? 'clear']]
  const text = note.filter(Boolean).join(' ')
  return text ? [text] : []
}
