import { defineCommand } from '../../define-command.ts'
import { putOn } from './slots.ts'

export const wield = defineCommand({
  verb: 'wield',
  arguments: [{ name: 'what', kind: 'thing' }],
  help: { group: 'things', brief: 'Take a weapon in your hand.', examples: ['wield knife'] },
  decide: (context, args) => putOn(context, args.what, 'wield'),
})
