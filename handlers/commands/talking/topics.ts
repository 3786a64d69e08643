/** What a mobile can be asked about: what it has words for, and the tasks that it gives. */
import type { Character, Mobile } from '../../../schema/entities.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Context } from '../../decision.ts'
import { questsGivenIn } from '../../quests.ts'

/** The first word of each topic. */
export function topicsOf(world: WorldReader, room: RoomId, being: Character | Mobile): string[] {
  if (being.kind !== 'mobile') return []
  const talk = mobilePrototype(world, being.proto)?.talk ?? []
  const words = talk.flatMap(({ keywords }) => keywords.slice(0, 1))
  const tasks = questsGivenIn(world, room)
    .filter(({ giver }) => giver.id === being.id)
    .flatMap(({ quest }) => quest.accept.slice(0, 1))
  return [...new Set([...words, ...tasks])]
}

/** The same for an argument that proposes them. */
export const topicsHere = ({ world, room }: Context, being: Character | Mobile): string[] =>
  topicsOf(world, room.id, being)
