import { conflictShown } from '../../../schema/answers/conflict.ts'
import { answer, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { conflictsIn } from '../../scene-view.ts'
import { conflictNamed, summaryOf } from './conflict-state.ts'

export const conflict = defineCommand({
  verb: 'conflict',
  aliases: ['quarrel'],
  arguments: [{ name: 'name', kind: 'rest', optional: true }],
  help: {
    group: 'quests',
    brief: 'Learn about a quarrel: its parties, its state and what you can do.',
    examples: ['conflict', 'conflict hollow wood'],
  },
  decide({ world, room }, args) {
    const meant = args.name ? conflictNamed(world, args.name) : conflictsIn(world, room.id)[0]
    const [summary] = meant ? summaryOf(world, meant, room.id) : []
    if (summary) return answer(conflictShown(summary))
    return args.name
      ? reject('unknown-conflict', 'You have heard of no quarrel of that name.')
      : reject('no-conflict', 'Nobody quarrels here, for once. Try “conflicts”.')
  },
})
