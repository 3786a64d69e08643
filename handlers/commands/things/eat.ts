import { defineCommand } from '../../define-command.ts'
import { consume } from './consumables.ts'

export const eat = defineCommand({
  verb: 'eat',
  aliases: ['taste'],
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'things',
    brief: 'Eat something you carry or that lies here.',
    examples: ['eat oatcake'],
  },
  decide: (context, args) => consume(context, 'eat', args.what),
})
