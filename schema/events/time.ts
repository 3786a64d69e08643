/** The sky changes: day and night, weather by climate. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { type CharacterId, DEFINITIONS_PLACE, type EntityId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { calledSkyRecord, climateOver, type Sky, skyRecord } from '../sky.ts'
import { roomAt } from '../views.ts'
import type { WorldReader } from '../world.ts'
import { weathers } from '../world-file/story.ts'

const parts = ['dawn', 'day', 'dusk', 'night'] as const

export const skyChanged = defineEvent({
  type: 'sky-changed',
  about: 'The time of day or the weather changed; those outdoors see it.',
  data: z.strictObject({
    part: z.enum(parts),
    weather: z.record(z.string(), z.enum(weathers)),
    /** What beings outdoors see, by climate, in the order in which it is told. */
    lines: z.array(z.strictObject({ climate: z.string(), line: z.string() })).max(100),
  }),
  subject: () => skyRecord,
  views: (world) => outdoorRooms(world).map(roomAt),
  evolve(world, data) {
    const sky: Sky = { part: data.part, weather: data.weather }
    world.put({ id: skyRecord, kind: 'record', place: DEFINITIONS_PLACE, of: 'sky', data: sky })
  },
  perceive(world, data) {
    const outdoors = peopleOutdoors(world)
    return data.lines.flatMap(({ climate, line }) => {
      const characters = outdoors.get(climate) ?? []
      if (characters.length === 0) return []
      return [{ to: { characters }, role: 'others', data: { part: data.part, line } }]
    })
  },
  text: { others: (view: { line: string }) => `{dim}${escapeMarkup(view.line)}{/}` },
})

export const skyCalled = defineEvent({
  type: 'sky-called',
  about: 'A script called a weather over a climate; the sky itself turns right afterwards.',
  data: z.strictObject({ climate: z.string(), weather: z.enum(weathers), until: z.int().min(0) }),
  subject: () => calledSkyRecord,
  views: () => [],
  evolve(world, data) {
    world.put({
      id: calledSkyRecord,
      kind: 'record',
      place: DEFINITIONS_PLACE,
      of: 'called-sky',
      data,
    })
  },
})

function outdoorRooms(world: WorldReader): EntityId[] {
  const rooms = [...peopleOutdoors(world).values()].flat().map((id) => world.get(id)?.place ?? '')
  return [...new Set(rooms)]
}

/** The characters outdoors, by climate. */
function peopleOutdoors(world: WorldReader): Map<string, CharacterId[]> {
  const outdoors = new Map<string, CharacterId[]>()
  for (const character of world.charactersPresent()) {
    const room = world.get(character.place)
    const climate = room?.kind === 'room' ? climateOver(world, room)?.id : undefined
    if (climate) outdoors.set(climate, [...(outdoors.get(climate) ?? []), character.id])
  }
  return outdoors
}
