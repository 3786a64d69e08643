import { defineCommand } from '../../define-command.ts'
import { putOn } from './slots.ts'

export const hold = defineCommand({
  verb: 'hold',
  arguments: [{ name: 'what', kind: 'thing' }],
  help: { group: 'things', brief: 'Hold something in your hand.', examples: ['hold lantern'] },
  decide: (context, args) => putOn(context, args.what, 'hold'),
})
