/** A layer of the world to try events in, so that each blow of a round knows the blows before it. */
import type { NewEvent } from '../../schema/define-event.ts'
import { apply } from '../../schema/fold.ts'
import type { WorldReader } from '../../schema/world.ts'
import { WorldMap } from '../../schema/world-map.ts'
import type { Moment } from '../decision.ts'

export interface Trial {
  readonly world: WorldReader
  readonly events: readonly NewEvent[]
  add(...events: readonly NewEvent[]): void
}

/** What happens in a trial changes nothing; its `events` are what there is to record afterwards. */
export function createTrial(
  world: WorldReader,
  now: Pick<Moment, 'tick' | 'beat' | 'atMs'>,
): Trial {
  if (!(world instanceof WorldMap)) throw new Error('a trial needs a world made of layers')
  const layer = new WorldMap(world)
  const events: NewEvent[] = []
  const meta = { shard: 0, tick: now.tick, ordinal: 0, beat: now.beat, atMs: now.atMs }
  return {
    world: layer,
    events,
    add(...happened) {
      for (const event of happened) {
        apply(layer, event, meta)
        events.push(event)
      }
    },
  }
}
