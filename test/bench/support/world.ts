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

/** Writes the world files into `folder`. The same seed writes the same bytes. */
export function writeBenchWorld(folder: string, seed: number): void {
  mkdirSync(folder, { recursive: true })
  const start = `grid.${roomKey(middle, middle)}`
  const world = { name: 'Benchmark', start, guestStart: start, recall: start, respawn: start }
  const climates = { temperate: { name: 'mild', weights: { clear: 1 } } }
  writeFileSync(join(folder, 'world.yaml'), stringify({ world, climates }))
  const rooms: Record<string, unknown> = {}
  for (let x = 0; x < side; x += 1) {
    for (let y = 0; y < side; y += 1) rooms[roomKey(x, y)] = roomAt(x, y, seed)
  }
  const zone = { id: 'grid', name: 'The Grid', description: 'Rooms without end, nearly.' }
  writeFileSync(join(folder, 'grid.yaml'), stringify({ zone, rooms }))
}

function roomAt(x: number, y: number, seed: number): unknown {
  const pick = (words: readonly string[], salt: number) =>
    words[Math.abs(Math.imul(x * 31 + y * 17 + salt, seed | 1) >> 3) % words.length] ?? ''
  const mood = pick(moods, 1)
  return {
    title: `The ${mood} ${pick(places, 2)}`,
    description: `A ${mood} place, ${x} steps east and ${y} steps north of the corner where the
wall begins. Footprints cross the boards in every direction, and somebody has counted them in chalk.`,
    terrain: 'inside',
    coords: [x, y, 0],
    exits: {
      ...(x + 1 < side ? { east: roomKey(x + 1, y) } : {}),
      ...(x > 0 ? { west: roomKey(x - 1, y) } : {}),
      ...(y + 1 < side ? { north: roomKey(x, y + 1) } : {}),
      ...(y > 0 ? { south: roomKey(x, y - 1) } : {}),
    },
  }
}

function roomKey(x: number, y: number): string {
  return `r${x}x${y}`
}
