/** The shipped world as rules know it, with people in it. */
import { apply } from '../../schema/fold.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { digested, planWorldLoad } from '../../server/world/load-world.ts'
import { readWorld } from '../../server/world/read-world.ts'
import { type Play, playIn } from './rule-play.ts'
import { player } from './small-inn.ts'

const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }
const { world: files } = await readWorld('deploy/world')

/** The world right after its files were loaded: what every play below begins with. */
export const shipped = new WorldMap()
// Taking the rows applies the events.
Array.from(planWorldLoad(shipped, digested(files), { shard: 1, tick: 1, beat: 0, atMs: 0 }))

/** People, each in a room of the shipped world: Ann alone where only her room is named. */
export function shippedPlay(annAt: string, others: Readonly<Record<string, string>> = {}): Play {
  const world = new WorldMap(shipped)
  for (const [name, at] of Object.entries({ Ann: annAt, ...others })) {
    for (const event of player(name, at)) apply(world, event, meta)
  }
  return playIn(world, 8)
}
