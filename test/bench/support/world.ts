/** The world of the benchmarks: a square of rooms, made from a seed, that anybody can walk about in. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'

/** Side of the square: 14 × 14 rooms, so that 1,000 players stand about five to a room. */
export const side = 14
/** Where everybody starts. */
export const middle = Math.floor(side / 2)

const moods = ['bare', 'draughty', 'quiet', 'lamp-lit', 'salt-stained', 'low', 'echoing', 'swept']
const places = ['Landing', 'Passage', 'Yard', 'Store', 'Loft', 'Court', 'Gallery', 'Stair']

/**
 * Writes the world files into `folder`. The same seed writes the same bytes.
 * @param width side of the square, in rooms
 */
export function writeBenchWorld(folder: string, seed: number, width = side): void {
  mkdirSync(folder, { recursive: true })
  const start = `grid.${roomKey(middle, middle)}`
  const world = { name: 'Benchmark', start, guestStart: start, recall: start, respawn: start }
  const climates = { temperate: { name: 'mild', weights: { clear: 1 } } }
  writeFileSync(join(folder, 'world.yaml'), stringify({ world, climates }))
  for (let west = 0; west < width; west += columnsPerZone) {
    const rooms: Record<string, unknown> = {}
    for (let x = west; x < Math.min(width, west + columnsPerZone); x += 1) {
      for (let y = 0; y < width; y += 1) rooms[roomKey(x, y)] = roomAt(x, y, seed, width)
    }
    const id = zoneOf(west)
    const zone = { id, name: 'The Grid', description: 'Rooms without end, nearly.' }
    writeFileSync(join(folder, `${id}.yaml`), stringify({ zone, rooms }))
  }
}

/** A file holds no more than can be read at once. */
const columnsPerZone = 25

const zoneOf = (x: number): string =>
  x < columnsPerZone ? 'grid' : `grid${Math.floor(x / columnsPerZone)}`

function roomAt(x: number, y: number, seed: number, width: number): unknown {
  const pick = (words: readonly string[], salt: number) =>
    words[Math.abs(Math.imul(x * 31 + y * 17 + salt, seed | 1) >> 3) % words.length] ?? ''
  const mood = pick(moods, 1)
  const to = (otherX: number, otherY: number) =>
    zoneOf(otherX) === zoneOf(x)
      ? roomKey(otherX, otherY)
      : `${zoneOf(otherX)}.${roomKey(otherX, otherY)}`
  return {
    title: `The ${mood} ${pick(places, 2)}`,
    description: `A ${mood} place, ${x} steps east and ${y} steps north of the corner where the
wall begins. Footprints cross the boards in every direction, and somebody has counted them in chalk.`,
    terrain: 'inside',
    coords: [x, y, 0],
    exits: {
      ...(x + 1 < width ? { east: to(x + 1, y) } : {}),
      ...(x > 0 ? { west: to(x - 1, y) } : {}),
      ...(y + 1 < width ? { north: to(x, y + 1) } : {}),
      ...(y > 0 ? { south: to(x, y - 1) } : {}),
    },
  }
}

function roomKey(x: number, y: number): string {
  return `r${x}x${y}`
}
