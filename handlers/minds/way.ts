/** The ways that everybody knows: a map of the rooms around somebody, and how one gets to each of them. */
import { type Direction, directions } from '../../schema/directions.ts'
import type { Room } from '../../schema/entities.ts'
import type { RoomId } from '../../schema/ids.ts'
import { roomsOf, type WorldReader } from '../../schema/world.ts'

/** As far as anybody's knowledge of the streets goes. */
const roomsMax = 400

/** A room that can be reached, by the last step from the room before it. */
export interface Place {
  readonly room: Room
  readonly steps: number
  readonly from?: Place
  readonly by?: Direction
}

/** The rooms around one, the nearest first. Hidden and locked ways are nobody's knowledge. */
export function placesAround(world: WorldReader, start: Room): Place[] {
  const found: Place[] = [{ room: start, steps: 0 }]
  const seen = new Set<RoomId>([start.id])
  let edge = found.slice()
  while (edge.length > 0 && found.length < roomsMax) {
    const next = new Map<RoomId, Omit<Place, 'room'>>()
    for (const from of edge) {
      for (const [by, to] of waysOut(from.room)) {
        if (seen.has(to)) continue
        seen.add(to)
        next.set(to, { from, by, steps: from.steps + 1 })
      }
    }
    edge = roomsOf(world, next.keys()).flatMap((room) => {
      const step = next.get(room.id)
      return step ? [{ ...step, room }] : []
    })
    found.push(...edge)
  }
  return found
}

function waysOut({ exits }: Room): [Direction, RoomId][] {
  return directions.flatMap((direction): [Direction, RoomId][] => {
    const exit = exits[direction]
    if (!exit || (exit.hidden && exit.door?.state !== 'open')) return []
    return exit.door?.state === 'locked' ? [] : [[direction, exit.to]]
  })
}

/** The steps to a place, in order. */
export function stepsTo(place: Place): Direction[] {
  const steps: Direction[] = []
  for (let at: Place | undefined = place; at?.by; at = at.from) steps.unshift(at.by)
  return steps
}

const times = ['', '', ' twice', ' three times', ' four times', ' five times', ' six times']

/** "South, then west twice, then up"; empty for the place where one stands. */
export function wayInWords(place: Place): string {
  const legs: { step: Direction; count: number }[] = []
  for (const step of stepsTo(place)) {
    const last = legs.at(-1)
    if (last?.step === step && last.count < times.length - 1) last.count += 1
    else legs.push({ step, count: 1 })
  }
  return legs.map(({ step, count }) => `${step}${times[count]}`).join(', then ')
}
