import { describe, expect, it } from 'vitest'
import type { Definition } from '../../../../schema/entities.ts'
import {
  characterCreated,
  characterEntered,
  characterLeft,
} from '../../../../schema/events/presence.ts'
import { apply } from '../../../../schema/fold.ts'
import { DEFINITIONS_PLACE } from '../../../../schema/ids.ts'
import { NotLoaded } from '../../../../schema/world.ts'
import { WorldMap } from '../../../../schema/world-map.ts'
import { RoomCache } from '../../../../server/core/store/room-cache.ts'

const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }

describe('a character that has left the world', () => {
  it('is looked for in the store, even if it did not exist when it was first asked for', () => {
    const cache = new RoomCache({ roomsMax: 10, bytesMax: 1_000_000 })
    cache.fill(['ann', 'r'], [])
    expect(cache.world.need('ann')).toBeUndefined()
    const overlay = new WorldMap(cache.world)
    const created = characterCreated({ character: 'ann', name: 'Ann', role: 'player', home: 'r' })
    const left = characterLeft({ character: 'ann', room: 'r', reason: 'quit' })
    for (const event of [created, characterEntered({ character: 'ann', room: 'r' }), left]) {
      apply(overlay, event, meta)
    }
    cache.promote(overlay)
    expect(() => cache.world.need('ann')).toThrow(NotLoaded)
  })
})

describe('filling the cache', () => {
  /** Processor time for as many definitions, in milliseconds: the least of several tries. */
  function cost(count: number): number {
    const of = (n: number) => `def:note:n${(n * 7_919) % count}`
    const found = Array.from(
      { length: count },
      (_, n): Definition => ({
        id: of(n),
        kind: 'definition',
        place: DEFINITIONS_PLACE,
        of: 'note',
        key: of(n),
        data: {},
      }),
    )
    const tries = [1, 2, 3].map(() => {
      const cache = new RoomCache({ roomsMax: 10, bytesMax: 1_000_000 })
      const before = process.cpuUsage()
      for (let at = 0; at < count; at += 2_000) cache.fill([], found.slice(at, at + 2_000))
      expect(cache.world.idsAt(DEFINITIONS_PLACE)).toHaveLength(count)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1_000
    })
    return Math.min(...tries)
  }

  it('costs as much for each thing however many there are', () => {
    cost(20_000)
    // Eight times as many: 64 times the work if each were brought into order by itself, about 12 if not.
    expect(cost(160_000)).toBeLessThan(40 * cost(20_000))
  })
})
