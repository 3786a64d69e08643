/** Which rooms a character has been in: noted once for each, and kept for as long as the character. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { characterId, roomId, zoneId } from '../id-fields.ts'
import type { BeingId, RecordId, RoomId, ZoneId } from '../ids.ts'
import { nobody } from '../views.ts'
import { recordData, type WorldReader } from '../world.ts'

/** One record for each zone, because a first visit writes the whole record again. */
function exploredRecord(character: BeingId, zone: ZoneId): RecordId {
  return `explored:${character}:${zone}`
}

/** The rooms of a zone in which a character has been, in the order of its first visits. */
export function exploredRooms(
  world: WorldReader,
  character: BeingId,
  zone: ZoneId,
): readonly RoomId[] {
  return recordData<readonly RoomId[]>(world, exploredRecord(character, zone)) ?? []
}

export const roomExplored = defineEvent({
  type: 'room-explored',
  about: 'A character was in a room for the first time.',
  data: z.strictObject({ character: characterId, room: roomId, zone: zoneId }),
  subject: (data) => data.character,
  // No part of a view shows it; `score` counts what is noted when it is asked.
  views: nobody,
  evolve(world, { character, room, zone }) {
    const rooms = exploredRooms(world, character, zone)
    if (world.get(character)?.kind !== 'character' || rooms.includes(room)) return
    const id = exploredRecord(character, zone)
    world.put({ id, kind: 'record', of: 'explored', place: character, data: [...rooms, room] })
  },
})
