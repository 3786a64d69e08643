import { fc, test } from '@fast-check/vitest'
import { afterAll, describe, expect } from 'vitest'
import { idsFor } from '../../handlers/dice.ts'
import { goldPile } from '../../schema/events/gold.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { given, perform } from '../support/given.ts'
import { thing } from '../support/small-inn.ts'

const room = 'inn.hall'
const start = given(
  thing('i1', 'inn.sack', 'ann'),
  thing('i2', 'inn.sack', room),
  thing('i3', 'inn.coin', room),
  thing('i4', 'inn.coin', 'i1'),
  thing('i5', 'inn.arrow', room, { count: 12 }),
  thing('i6', 'inn.hat', 'bob', { worn: 'head' }),
  thing('i7', 'inn.knife', room),
  thing('i8', 'inn.chest', room, { closed: true }),
  thing('i9', 'inn.apple', 'i8'),
  thing('i91', 'inn.brass-key', 'ann'),
  thing('i92', 'inn.ring', 'bob', { count: 1 }),
  thing('i93', 'inn.charm', 'bob'),
)

const nouns = ['sack', '2.sack', 'coin', 'all.coin', 'all', 'arrows', '3 arrows', 'hat', 'knife']
const more = ['apple', 'ring', 'gold', '7 gold', 'all gold', 'pile', 'chest', 'charm', 'key']
const noun = fc.constantFrom(...nouns, ...more)
const place = fc.constantFrom('sack', '2.sack', 'chest', 'hat')
const person = fc.constantFrom('ann', 'bob', 'cid', 'maren')
const typed = fc.oneof(
  noun.map((what) => `take ${what}`),
  noun.map((what) => `drop ${what}`),
  noun.map((what) => `wear ${what}`),
  noun.map((what) => `hold ${what}`),
  noun.map((what) => `remove ${what}`),
  fc.tuple(noun, place).map(([what, where]) => `put ${what} in ${where}`),
  fc.tuple(noun, place).map(([what, where]) => `take ${what} from ${where}`),
  fc.tuple(noun, person).map(([what, whom]) => `give ${what} to ${whom}`),
  fc.constantFrom('east', 'west', 'open chest', 'close chest', 'open door', 'north', 'south'),
)
const steps = fc.array(fc.tuple(fc.constantFrom('ann', 'bob', 'cid'), typed), {
  minLength: 10,
  maxLength: 40,
})

/** Pieces by prototype, and all gold there is; piles are gold and nothing else. */
function totals(world: WorldMap) {
  const pieces: Record<string, number> = {}
  let gold = 0
  for (const entity of world.entities.values()) {
    if (!entity) continue
    if ('gold' in entity) gold += entity.gold ?? 0
    if (entity.kind !== 'item') continue
    if (entity.proto === goldPile) expect(entity.gold).toBeGreaterThan(0)
    else pieces[entity.proto] = (pieces[entity.proto] ?? 0) + entity.count
    expect(entity.count).toBeGreaterThan(0)
    expect(rootOf(world, entity.id)).toMatch(/^(room|character|mobile)$/)
    if (entity.worn) expect(world.get(entity.place)?.kind).toBe('character')
  }
  return { pieces, gold }
}

/** What an item is in at last; a loop of containers or a lost thing has none. */
function rootOf(world: WorldMap, id: string): string | undefined {
  let at = world.get(id)
  for (let depth = 0; at?.kind === 'item' && depth < 20; depth += 1) at = world.get(at.place)
  return at?.kind
}

/** A copy of the scene in one layer, so that totals need not look through layers. */
function flat(world: WorldMap): WorldMap {
  const copy = new WorldMap()
  const layers: WorldMap[] = []
  for (let layer: WorldMap | undefined = world; layer; layer = layer.below) layers.unshift(layer)
  for (const layer of layers) {
    for (const [id, entity] of layer.entities) entity ? copy.put(entity) : copy.remove(id)
  }
  return copy
}

describe('whatever people do with their things', () => {
  const done: Record<string, number> = {}

  test.prop([steps], { numRuns: 500 })('nothing is lost and nothing is doubled', (lines) => {
    const world = flat(start.world)
    const ids = idsFor(1, 7)
    const before = totals(world)
    for (const [who, line] of lines) {
      const { events } = perform(world, who, line, ids)
      for (const event of events) done[event.type] = (done[event.type] ?? 0) + 1
      expect(totals(world), `${who}: ${line}`).toEqual(before)
    }
  })

  afterAll(() => {
    // A property over commands that are all refused would prove nothing.
    const kinds = [
      'item-taken',
      'item-dropped',
      'item-put',
      'item-given',
      'item-split',
      'item-worn',
    ]
    const gold = ['gold-taken', 'gold-dropped', 'gold-put', 'gold-given']
    for (const kind of [...kinds, ...gold]) expect(done[kind] ?? 0, kind).toBeGreaterThan(0)
  })
})
