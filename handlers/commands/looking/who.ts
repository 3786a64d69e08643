import { type WhoView, whoListed } from '../../../schema/answers/people.ts'
import type { Character } from '../../../schema/entities.ts'
import type { BeingId } from '../../../schema/ids.ts'
import { ignoredBy } from '../../company.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { whoIs } from './persons.ts'

/** At most this many people are listed one by one; the rest is counted. */
const listedMax = 100

export const who = defineCommand({
  verb: 'who',
  always: true,
  priority: 40,
  arguments: [{ name: 'whom', kind: 'rest', optional: true }],
  help: {
    group: 'looking',
    brief: 'See who is in the world now, or hear about somebody.',
    examples: ['who', 'who ann'],
  },
  decide(context, args) {
    const { world, actor } = context
    const ignored = ignoredBy(actor)
    if (args.whom) return whoIs(context, args.whom)
    const present = [...world.charactersPresent()]
    const people = present
      .sort((a, b) => b.level - a.level || (a.name < b.name ? -1 : 1))
      .slice(0, listedMax)
      .map((one) => entry(one, ignored))
    return answer(whoListed({ people, count: present.length }))
  },
})

/** Words of somebody who is ignored are not read in a title either. */
function entry(character: Character, ignored: readonly BeingId[]): WhoView['people'][number] {
  const isHeard = !ignored.includes(character.id)
  return {
    id: character.id,
    name: character.name,
    level: character.level,
    role: character.role,
    ...(character.title && isHeard ? { title: character.title } : {}),
    ...(character.away !== undefined && isHeard ? { afk: character.away } : {}),
    ...(character.seeking ? { seeking: true as const } : {}),
    ...(character.linkLostBeat === undefined ? {} : { away: true }),
  }
}
