/** The ten ways out of a room, their abbreviations and opposites. */

export const directions = [
  'north',
  'east',
  'south',
  'west',
  'up',
  'down',
  'northeast',
  'northwest',
  'southeast',
  'southwest',
] as const

export type Direction = (typeof directions)[number]
export type DoorState = 'open' | 'closed' | 'locked'

export const shortDirections: Readonly<Record<Direction, string>> = {
  north: 'n',
  east: 'e',
  south: 's',
  west: 'w',
  up: 'u',
  down: 'd',
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
}

export const opposites: Readonly<Record<Direction, Direction>> = {
  north: 'south',
  east: 'west',
  south: 'north',
  west: 'east',
  up: 'down',
  down: 'up',
  northeast: 'southwest',
  northwest: 'southeast',
  southeast: 'northwest',
  southwest: 'northeast',
}

/** One step in each direction, as builders write coordinates: x to the east, y to the north, z up. */
export const directionSteps: Readonly<
  Record<Direction, readonly [x: number, y: number, z: number]>
> = {
  north: [0, 1, 0],
  east: [1, 0, 0],
  south: [0, -1, 0],
  west: [-1, 0, 0],
  up: [0, 0, 1],
  down: [0, 0, -1],
  northeast: [1, 1, 0],
  northwest: [-1, 1, 0],
  southeast: [1, -1, 0],
  southwest: [-1, -1, 0],
}

/** A direction from what a player typed: the word, its short form, or any beginning of the word. */
export function directionFrom(text: string): Direction | undefined {
  const typed = text.toLowerCase()
  return (
    directions.find((direction) => direction === typed || shortDirections[direction] === typed) ??
    (typed ? directions.find((direction) => direction.startsWith(typed)) : undefined)
  )
}

/** How an arrival or a way is phrased: "to the north", "upwards". */
export function towards(direction: Direction): string {
  if (direction === 'up') return 'upwards'
  return direction === 'down' ? 'downwards' : `to the ${direction}`
}

/** Where somebody comes from, seen from the room they arrive in after going `direction`. */
export function fromWhere(direction: Direction): string {
  const back = opposites[direction]
  if (back === 'up') return 'from above'
  return back === 'down' ? 'from below' : `from the ${back}`
}

/** What is in each direction, in the order of `ways`; `Object.entries` loses the type of its keys. */
export function byDirection<Value>(
  ways: Readonly<Partial<Record<Direction, Value>>>,
): [Direction, Value][] {
  return Object.entries(ways) as [Direction, Value][]
}
