import { type WhoView, whoListed } from '../../../schema/answers/people.ts'
import type { Character } from '../../../schema/entities.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

/** At most this many people are listed one by one; the rest is counted. */
const listedMax = 100

export const who = defineCommand({
  verb: 'who',
  always: true,
  priority: 40,
  help: { group: 'looking', brief: 'See who is in the world now.', examples: ['who'] },
  decide({ world }) {
    const present = [...world.charactersPresent()]
    const people = present
      .sort((a, b) => b.level - a.level || (a.name < b.name ? -1 : 1))
      .slice(0, listedMax)
      .map(entry)
    return answer(whoListed({ people, count: present.length }))
  },
})

function entry(character: Character): WhoView['people'][number] {
  return {
    id: character.id,
    name: character.name,
    level: character.level,
    role: character.role,
    ...(character.title ? { title: character.title } : {}),
    ...(character.linkLostBeat === undefined ? {} : { away: true }),
  }
}
