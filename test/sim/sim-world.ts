/** The world of the simulation: a ring of four rooms, some things, and a first tick that holds them. */
import { canonical } from '../../schema/canonical.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { eventType } from '../../schema/events/index.ts'
import { worldLoaded } from '../../schema/events/world.ts'
import { apply } from '../../schema/fold.ts'
import { FIRST_SHARD } from '../../schema/ids.ts'
import { WorldMap } from '../../schema/world-map.ts'
import type { MemoryDatabase } from '../../server/core/store/memory-tick-store.ts'
import { prototype, room, thing } from '../support/small-inn.ts'
import type { SimDice } from './dice.ts'

export const playerNames = ['Ada', 'Bruno', 'Cleo', 'Dorian', 'Edda', 'Fenn'] as const

const things = ['coin', 'apple', 'lamp', 'rope'] as const

const worldEvents: readonly NewEvent[] = [
  worldLoaded({ name: 'ring', start: 'ring.north', digest: 'sim' }),
  room('ring.north', {
    title: 'North',
    description: 'A quay.',
    exits: { east: 'east', west: 'west' },
  }),
  room('ring.east', {
    title: 'East',
    description: 'A yard.',
    exits: { west: 'north', south: 'south' },
  }),
  room('ring.south', {
    title: 'South',
    description: 'A hall.',
    exits: { north: 'east', west: 'west' },
  }),
  room('ring.west', {
    title: 'West',
    description: 'A loft.',
    exits: { east: 'south', north: 'north' },
  }),
  ...things.map((name) =>
    prototype(`ring.${name}`, { name: `a ${name}`, type: 'other', weight: 1 }),
  ),
  thing('icoin', 'ring.coin', 'ring.north'),
  thing('icointwo', 'ring.coin', 'ring.east'),
  thing('iapple', 'ring.apple', 'ring.north'),
  thing('ilamp', 'ring.lamp', 'ring.south'),
  thing('irope', 'ring.rope', 'ring.west'),
]

/** How many things there are, for ever. */
export const thingCount = worldEvents.filter((event) => event.type === 'item-loaded').length

/** Writes the first tick. */
export async function writeWorld(database: MemoryDatabase, atMs: number): Promise<void> {
  await writeFirstTick(database, { shard: FIRST_SHARD, atMs, declared: worldEvents })
}

export interface FirstTick {
  readonly shard: number
  readonly atMs: number
  readonly declared: readonly NewEvent[]
}

export async function writeFirstTick(
  database: MemoryDatabase,
  { shard, atMs, declared: news }: FirstTick,
): Promise<void> {
  const store = database.connect()
  const checkpoint = await store.acquire(shard, 'set-up', 1_000)
  if (!checkpoint) throw new Error('a new database has no leader')
  const world = new WorldMap()
  const events = news.map((event, index) => {
    const meta = { shard, tick: 1, ordinal: index + 1, beat: 0, atMs }
    apply(world, event, meta)
    const declared = eventType(event.type)
    const subject = declared.subject(event.data)
    const body = canonical(event.data)
    return { type: event.type, version: declared.version, subject, actor: '', cause: '', body }
  })
  const upserts = [...world.entities.values()].flatMap((entity) => {
    if (!entity) return []
    const { id, kind, place } = entity
    return [{ id, kind, place, body: canonical(entity) }]
  })
  await store.flush({
    ...checkpoint,
    tick: 1,
    atMs,
    leaseMs: 0,
    events,
    upserts,
    removals: [],
    commands: [],
    jobs: [],
    outputs: '',
    dropOutputsTo: 0,
  })
  await store.release(shard, checkpoint.epoch)
  await store.close()
}

/** What one player will type. Spoken lines carry a word that no other line has. */
export function drawLines(name: string, count: number, others: readonly string[], dice: SimDice) {
  const lines: string[] = []
  for (let index = 0; index < count; index += 1) {
    const nonce = `w${name.toLowerCase()}x${index}w`
    const kind = dice.between(1, 100)
    if (kind <= 40) lines.push(`say ${nonce}`)
    else if (kind <= 50) lines.push(`tell ${dice.pick(others)} ${nonce}`)
    else if (kind <= 72) lines.push(dice.pick(['north', 'south', 'east', 'west']))
    else if (kind <= 84) lines.push(`take ${dice.pick(things)}`)
    else if (kind <= 95) lines.push(`drop ${dice.pick(things)}`)
    // A line without anything that can be read is refused at the gate, and its number is not used.
    else if (kind <= 98) lines.push('\u0007')
    else lines.push('inventory')
  }
  return lines
}
