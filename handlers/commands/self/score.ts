import { scored } from '../../../schema/answers/people.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { charState } from '../../state.ts'

export const score = defineCommand({
  verb: 'score',
  aliases: ['sc', 'stats'],
  always: true,
  help: { group: 'self', brief: 'See how you are.', examples: ['score'] },
  decide: ({ world, actor }) => answer(scored(charState(world, actor), 'char')),
})
