/** The rooms of a zone with where they lie and what is odd about them. */
import { directionSteps } from '../../../schema/directions.ts'
import { ownOf } from '../../../schema/own.ts'
import type { World } from '../../../schema/world-file.ts'

type Spot = [x: number, y: number, z: number]
type Room = World['rooms'][string]

export interface MapRoom {
  readonly id: string
  readonly title: string
  readonly at: Spot
  readonly exits: readonly { readonly way: string; readonly to: string; readonly oneWay: boolean }[]
  readonly marks: readonly string[]
}

/** Rooms without coordinates lie beside one that leads to them, and are marked. */
export function mapOf(world: World, zone: string): MapRoom[] {
  const rooms = Object.values(world.rooms).filter((room) => room.zone === zone)
  const entered = new Set(
    Object.values(world.rooms)
      .flatMap(waysOf)
      .map(({ to }) => to),
  )
  const spots = spotsOf(rooms)
  // A zone without any coordinates is drawn by its ways, and nothing is odd about that.
  const isUnmapped = rooms.every(({ coords }) => !coords)
  const taken = new Map<string, number>()
  for (const spot of spots.values()) taken.set(`${spot}`, (taken.get(`${spot}`) ?? 0) + 1)
  return rooms.map((room) => {
    const at = spots.get(room.id) ?? [0, 0, 0]
    const exits = waysOf(room)
    const marks = [
      ...(entered.has(room.id) ? [] : ['no way in']),
      ...(exits.length === 0 ? ['no way out'] : []),
      ...(exits.some(({ oneWay }) => oneWay) ? ['a one-way exit'] : []),
      ...(room.coords || isUnmapped ? [] : ['no coordinates']),
      ...((taken.get(`${at}`) ?? 0) > 1 ? ['two at one spot'] : []),
      ...(room.flags.includes('dark') ? ['dark'] : []),
    ]
    return { id: room.id, title: room.title, at, exits, marks }
  })
}

function waysOf(room: Room): MapRoom['exits'] {
  return Object.entries(room.exits).flatMap(([way, exit]) =>
    exit ? [{ way, to: exit.to, oneWay: exit.oneWay }] : [],
  )
}

/** Coordinates as declared; the others one step from a neighbour, wave by wave. */
function spotsOf(rooms: readonly Room[]): Map<string, Spot> {
  const spots = new Map<string, Spot>()
  for (const { id, coords } of rooms) if (coords) spots.set(id, coords)
  const byId = new Map(rooms.map((room) => [room.id, room]))
  spread(spots, byId)
  for (const { id } of rooms) {
    if (spots.has(id)) continue
    // No way leads here from any room that has a place.
    spots.set(id, [0, 0, 0])
    spread(spots, byId)
  }
  return spots
}

/** Gives a place to every room that a way leads to from one that has a place. */
function spread(spots: Map<string, Spot>, byId: ReadonlyMap<string, Room>): void {
  // A map goes on to what is added while it is walked.
  for (const [id, from] of spots) {
    const room = byId.get(id)
    for (const { way, to } of room ? waysOf(room) : []) {
      const step = ownOf(steps, way)
      if (!step || spots.has(to) || !byId.has(to)) continue
      spots.set(to, [from[0] + step[0], from[1] + step[1], from[2] + step[2]])
    }
  }
}

const steps = directionSteps as unknown as Readonly<Record<string, Spot>>
