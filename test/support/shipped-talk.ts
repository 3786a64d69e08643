/** Talk with the people of the shipped world, without a model and without a world around the rules. */
import { dossierOf } from '../../handlers/minds/dossier.ts'
import { type Told, tell } from '../../handlers/minds/tell.ts'
import type { Character, Mobile, Room } from '../../schema/entities.ts'
import { apply } from '../../schema/fold.ts'
import { keywordsOf, mobilePrototype } from '../../schema/words.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { shipped } from './shipped-play.ts'
import { player } from './small-inn.ts'

/** Every mobile of the shipped world that has a persona, where its zone's reset has put it. */
export const personas: readonly Mobile[] = [
  ...new Map(
    [...shipped.entities.values()]
      .filter((one): one is Mobile => one?.kind === 'mobile')
      .filter((one) => mobilePrototype(shipped, one.proto)?.persona !== undefined)
      .map((one) => [one.proto, one]),
  ).values(),
]

const now = { tick: 9, beat: 8, atMs: 0, heartbeatMs: 250 }

/** A talk of Ann with somebody: each line with what is answered, and every answer kept for the next. */
export function talkWith(mobile: Mobile) {
  const world = new WorldMap(shipped)
  const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }
  for (const event of player('Ann', mobile.place)) apply(world, event, meta)
  const prototype = mobilePrototype(world, mobile.proto)
  if (!prototype) throw new Error(`${mobile.proto} is not declared`)
  const said: string[] = []
  const dossier = (words: string) =>
    dossierOf({
      world,
      now,
      mobile,
      prototype,
      room: world.room(mobile.place) as Room,
      speaker: world.get('ann') as Character,
      words,
    })
  const ask = (line: string): Told => {
    const told = tell({
      dossier: { ...dossier(line), said: said.slice(-12) },
      line,
      name: mobile.name,
      called: keywordsOf(world, mobile),
      speaker: 'Ann',
      seed: `${mobile.id} ${line} ${said.length}`,
    })
    said.push(told.say)
    return told
  }
  const { secrets = [], knows = [] } = prototype.persona ?? {}
  const unwon = knows.filter(({ share }) => share !== 'stranger').map(({ says }) => says)
  return Object.assign(ask, { dossier, secrets, unwon })
}
