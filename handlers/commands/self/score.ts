import { explored, scored } from '../../../schema/answers/people.ts'
import { exploredRooms } from '../../../schema/events/exploring.ts'
import type { Zone } from '../../../schema/world-file.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { charState } from '../../state.ts'

export const score = defineCommand({
  verb: 'score',
  aliases: [
    ...['sc', 'stats', 'gold', 'coins', 'money', 'worth', 'wealth', 'exp', 'xp', 'experience'],
    ...['level', 'affects', 'health', 'hp', 'status', 'attributes'],
  ],
  always: true,
  help: {
    group: 'self',
    brief: 'See how you are, and how much of this part of the world you know.',
    examples: ['score'],
  },
  decide({ world, actor, room }) {
    const how = scored(charState(world, actor), 'char')
    const rooms = exploredRooms(world, actor.id, room.zone).length
    const zone = world.definitions.get<Zone>('zone', room.zone)?.name
    return zone !== undefined && rooms > 0 ? answer(how, explored({ zone, rooms })) : answer(how)
  },
})
