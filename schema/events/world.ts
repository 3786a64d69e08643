/** What world files and builders declare, and mobiles that come and go. */
import { z } from 'zod'
import { canonical } from '../canonical.ts'
import { defineEvent } from '../define-event.ts'
import { definitionId } from '../definitions.ts'
import type { Definition, Mobile, Room } from '../entities.ts'
import { beingId, mobileId, prototypeId, roomId, zoneId } from '../id-fields.ts'
import { DEFINITIONS_PLACE, NOWHERE } from '../ids.ts'
import { allOfEverybody, being, roomAt } from '../views.ts'

const json = z.record(z.string(), z.unknown())
/** These bodies were checked when the events were made, and the log keeps them as they were. */
type RoomBody = Omit<Room, 'id' | 'kind' | 'place' | 'zone'>
type MobileState = Omit<Mobile, 'id' | 'kind' | 'place' | 'proto' | 'origin'>

export const definitionSet = defineEvent({
  type: 'definition-set',
  about: 'A zone, prototype, quest, social, skill … was declared or changed.',
  data: z.strictObject({ of: z.string(), key: z.string(), data: json, by: beingId.optional() }),
  subject: (data) => definitionId(data.of, data.key),
  views: allOfEverybody,
  evolve(world, data) {
    const definition: Definition = {
      id: definitionId(data.of, data.key),
      kind: 'definition',
      place: DEFINITIONS_PLACE,
      of: data.of,
      key: data.key,
      data: data.data,
    }
    world.put(definition)
  },
})

export const definitionRemoved = defineEvent({
  type: 'definition-removed',
  about: 'A declaration was withdrawn.',
  data: z.strictObject({ of: z.string(), key: z.string(), by: beingId.optional() }),
  subject: (data) => definitionId(data.of, data.key),
  views: allOfEverybody,
  evolve(world, data) {
    world.remove(definitionId(data.of, data.key))
  },
})

export const roomBuilt = defineEvent({
  type: 'room-built',
  about: 'A room was made or replaced, by a world file or a builder.',
  data: z.strictObject({ room: roomId, zone: zoneId, data: json, by: beingId.optional() }),
  subject: (data) => data.room,
  views: (_world, data) => [roomAt(data.room)],
  evolve(world, data) {
    const { room: id, zone } = data
    world.put({ ...(data.data as RoomBody), id, kind: 'room', place: NOWHERE, zone })
  },
})

export const roomRazed = defineEvent({
  type: 'room-razed',
  about: 'A room was taken out of the world, and everything that was still in it.',
  data: z.strictObject({ room: roomId, by: beingId.optional() }),
  subject: (data) => data.room,
  views: (_world, data) => [roomAt(data.room)],
  evolve(world, data) {
    world.remove(data.room)
  },
})

export const worldLoaded = defineEvent({
  type: 'world-loaded',
  about: 'A set of world files was read into the log; its digest tells whether they changed.',
  data: z.strictObject({
    name: z.string(),
    start: roomId,
    digest: z.string(),
    settings: json.optional(),
  }),
  subject: () => definitionId('world', 'world'),
  views: allOfEverybody,
  evolve(world, data) {
    const definition: Definition = {
      id: definitionId('world', 'world'),
      kind: 'definition',
      place: DEFINITIONS_PLACE,
      of: 'world',
      key: 'world',
      data: { name: data.name, start: data.start, digest: data.digest, ...data.settings },
    }
    world.put(definition)
  },
})

export const mobileLoaded = defineEvent({
  type: 'mobile-loaded',
  about: 'A mobile came into the world (reset, builder, summons).',
  data: z.strictObject({
    mobile: mobileId,
    proto: prototypeId,
    room: roomId,
    origin: z.string().optional(),
    state: json,
  }),
  subject: (data) => data.mobile,
  views: (world, data) => being(world, data.mobile),
  evolve(world, data) {
    const { mobile: id, room: place, proto, origin } = data
    const state = data.state as MobileState
    world.put({ ...state, id, kind: 'mobile', place, proto, ...(origin ? { origin } : {}) })
  },
})

export const mobileGone = defineEvent({
  type: 'mobile-gone',
  about: 'A mobile left the world (reset, builder, with its room).',
  data: z.strictObject({ mobile: mobileId, reason: z.string() }),
  subject: (data) => data.mobile,
  views: (world, data) => being(world, data.mobile),
  evolve(world, data) {
    world.remove(data.mobile)
  },
})

/** True when two declarations say the same, so that nothing needs to be recorded. */
export function sameDeclaration(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other)
}
