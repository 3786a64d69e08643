import { describe, expect, it } from 'vitest'
import {
  characterCreated,
  characterEntered,
  characterLeft,
} from '../../../../schema/events/presence.ts'
import { apply } from '../../../../schema/fold.ts'
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
