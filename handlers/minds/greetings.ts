/** Words to somebody who comes in and is known: by name, and as warm as the bond. */
import type { Character, Mobile } from '../../schema/entities.ts'
import { storedBond } from '../../schema/events/bonds.ts'
import { ownOf } from '../../schema/own.ts'
import { mobilePrototype } from '../../schema/words.ts'
import type { WorldReader } from '../../schema/world.ts'
import { feelingFor, type Tier, tierOf } from '../rules/bonds.ts'
import { mannerOf } from './manner.ts'
import { wayOfTemper } from './soft-lines.ts'

type Lines = Readonly<Record<'kind' | 'curt' | 'low' | 'sly', readonly string[]>>

const lines: Readonly<Record<Tier, Lines | undefined>> = {
  hated: {
    kind: ['You are not welcome where I am, {actor}.'],
    curt: ['You. Keep walking, {actor}.'],
    low: [':turns away from {actor}.'],
    sly: ['Look who dares. {actor}, of all people.'],
  },
  disliked: {
    kind: ['{actor}. Well. Mind how you go.'],
    curt: ['{actor}. Hm.'],
    low: [':looks past {actor}.'],
    sly: ['{actor}. I had hoped for somebody else.'],
  },
  stranger: undefined,
  liked: {
    kind: ['{actor}! Good to see you again.', 'There you are, {actor}.'],
    curt: ['{actor}. Good.', 'Ah. {actor}.'],
    low: ['{actor}. I am glad that it is you.'],
    sly: ['{actor}, my favourite face of the day.'],
  },
  friend: {
    kind: ['{actor}! Come here, and let me look at you.', '{actor}! The day is the better for it.'],
    curt: ['{actor}! Sit. Stay.', '{actor}. You took your time.'],
    low: ['{actor}. It is always lighter when you come.'],
    sly: ['{actor}! For you the good chair, and the true prices.'],
  },
}

/** Undefined for somebody who is not known well enough to be greeted by name. */
export function greetingFor(
  world: WorldReader,
  mobile: Mobile,
  character: Character,
  beat: number,
): readonly string[] | undefined {
  const prototype = mobilePrototype(world, mobile.proto)
  if (!prototype?.persona || !storedBond(world, character.id, mobile.proto)) return undefined
  const known = lines[tierOf(feelingFor(world, mobile.proto, character, beat))]
  const { temper, address, shout } = mannerOf(prototype)
  return known?.[ownOf(wayOfTemper, temper) ?? 'kind'].map((line) => {
    if (line.startsWith(':')) return line
    const voiced = address ? line.replace(/([.!])$/, `, ${address}$1`) : line
    return shout ? voiced.toUpperCase().replaceAll('{ACTOR}', '{actor}') : voiced
  })
}
