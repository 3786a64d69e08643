/**
 * Two zones, each in a shard of its own. A room that an exit of the other shard leads to exists there
 * as well, as a shadow: the rules walk into it like into any room, and whoever does is handed over.
 */
import type { NewEvent } from '../../../schema/define-event.ts'
import { worldLoaded } from '../../../schema/events/world.ts'
import { prototype, room, thing } from '../../support/small-inn.ts'
import type { SimDice } from '../dice.ts'

/** The shard in which characters come to be. */
export const homeShard = 1
export const shards = [1, 2] as const

const shardOfZone: Readonly<Record<string, number>> = { west: 1, east: 2 }

export function shardOfRoom(id: string): number {
  return shardOfZone[id.split('.')[0] ?? ''] ?? homeShard
}

const rooms: readonly NewEvent[] = [
  room('west.quay', {
    title: 'Quay',
    description: 'A quay.',
    exits: { north: 'loft', east: 'east.pier' },
  }),
  room('west.loft', {
    title: 'Loft',
    description: 'A loft.',
    exits: { south: 'quay', east: 'east.yard' },
  }),
  room('east.pier', {
    title: 'Pier',
    description: 'A pier.',
    exits: { north: 'yard', west: 'west.quay' },
  }),
  room('east.yard', {
    title: 'Yard',
    description: 'A yard.',
    exits: { south: 'pier', west: 'west.loft' },
  }),
]

/** Rooms of other shards that ways of this one lead to. */
export function shadowsIn(shard: number): string[] {
  const ids = ['west.quay', 'west.loft', 'east.pier', 'east.yard']
  return ids.filter((id) => shardOfRoom(id) !== shard)
}

const definitions: readonly NewEvent[] = [
  worldLoaded({ name: 'straits', start: 'west.quay', digest: 'sim' }),
  prototype('sea.bag', {
    name: 'a bag',
    type: 'container',
    weight: 1,
    container: { capacity: 20 },
  }),
  ...['coin', 'lamp', 'rope', 'apple'].map((name) =>
    prototype(`sea.${name}`, { name: `a ${name}`, type: 'other', weight: 1 }),
  ),
]

const things: Readonly<Record<number, readonly NewEvent[]>> = {
  1: [
    thing('ibag', 'sea.bag', 'west.quay'),
    thing('icoin', 'sea.coin', 'ibag'),
    thing('ilamp', 'sea.lamp', 'west.loft'),
    thing('iapple', 'sea.apple', 'west.quay'),
  ],
  2: [
    thing('isack', 'sea.bag', 'east.pier'),
    thing('irope', 'sea.rope', 'isack'),
    thing('icoins', 'sea.coin', 'east.yard'),
  ],
}

export const thingIds: readonly string[] = Object.values(things)
  .flat()
  .map((event) => String((event.data as { item?: unknown }).item))

export function worldOf(shard: number): NewEvent[] {
  return [...definitions, ...rooms, ...(things[shard] ?? [])]
}

/** What one player will type: much of it across the border. Spoken lines carry a word of their own. */
export function drawLines(name: string, count: number, others: readonly string[], dice: SimDice) {
  return Array.from({ length: count }, (_, index) => {
    const nonce = `w${name.toLowerCase()}x${index}w`
    const kind = dice.between(1, 100)
    if (kind <= 25) return `say ${nonce}`
    if (kind <= 30) return `tell ${dice.pick(others)} ${nonce}`
    if (kind <= 65) return dice.pick(['east', 'west'])
    if (kind <= 75) return dice.pick(['north', 'south'])
    if (kind <= 87) return `take ${dice.pick(['bag', 'coin', 'lamp', 'rope', 'apple'])}`
    if (kind <= 97) return `drop ${dice.pick(['bag', 'coin', 'lamp', 'rope', 'apple'])}`
    return 'inventory'
  })
}
