/** Ways that scripts make, bend and close. They last until their zone is reset and enter no file. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { directions } from '../directions.ts'
import type { Exit, Room } from '../entities.ts'
import { roomId, zoneId } from '../id-fields.ts'
import { DEFINITIONS_PLACE, type RecordId, type RoomId, type ZoneId } from '../ids.ts'
import { ownOf } from '../own.ts'
import { roomAt } from '../views.ts'
import { recordData, type WorldReader } from '../world.ts'

/** A way as it was built, by `room/direction`; null where none was built. */
export type BuiltWays = Readonly<Record<string, Exit | null>>

function builtWaysId(zone: ZoneId): RecordId {
  return `script-ways:${zone}`
}

/** The ways of a zone that scripts have changed, as they were built. */
export function builtWays(world: WorldReader, zone: ZoneId): BuiltWays {
  return recordData<BuiltWays>(world, builtWaysId(zone)) ?? {}
}

export const wayChanged = defineEvent({
  type: 'way-changed',
  about: 'A script opened, bent or closed a way out of a room; or a way is again as it was built.',
  data: z.strictObject({
    zone: zoneId,
    room: roomId,
    direction: z.enum(directions),
    /** Where it leads from now on; without it there is no way, or the one that was built. */
    to: roomId.optional(),
    asBuilt: z.boolean().optional(),
  }),
  subject: (data) => data.room,
  views: (_world, data) => [roomAt(data.room)],
  evolve(world, { zone, room: id, direction, to, asBuilt }) {
    const room = world.get(id)
    if (room?.kind !== 'room') return
    // A log may hold a room without ways: its body is taken as it was written.
    const exits = room.exits ?? {}
    const key = `${id as RoomId}/${direction}`
    const { [key]: known, ...others } = builtWays(world, zone)
    const built = known === undefined ? (ownOf(exits, direction) ?? null) : known
    const { [direction]: before, ...ways } = exits
    const exit: Exit | null = asBuilt ? built : to ? { ...before, to } : null
    world.patch<Room>(id, { exits: exit ? { ...ways, [direction]: exit } : ways })
    const data = asBuilt ? others : { ...others, [key]: built }
    world.put({
      id: builtWaysId(zone),
      kind: 'record',
      of: 'script-ways',
      place: DEFINITIONS_PLACE,
      data,
    })
  },
})
