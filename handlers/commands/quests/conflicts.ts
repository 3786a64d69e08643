import { conflictsListed } from '../../../schema/answers/conflict.ts'
import type { Conflict } from '../../../schema/world-file.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { summaryOf } from './conflict-state.ts'

export const conflicts = defineCommand({
  verb: 'conflicts',
  aliases: ['quarrels'],
  help: {
    group: 'quests',
    brief: 'List the quarrels of the world and how they stand.',
    examples: ['conflicts'],
  },
  decide({ world, room }) {
    const summaries = world.definitions
      .all<Conflict>('conflict')
      .flatMap(({ data }) => summaryOf(world, data, room.id))
    return answer(conflictsListed({ conflicts: summaries }, 'conflicts'))
  },
})
