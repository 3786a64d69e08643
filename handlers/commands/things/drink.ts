import { defineCommand } from '../../define-command.ts'
import { consume } from './consumables.ts'

export const drink = defineCommand({
  verb: 'drink',
  aliases: ['sip'],
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'things',
    brief: 'Drink from something.',
    examples: ['drink ale', 'drink from flask'],
  },
  decide: (context, args) => consume(context, 'drink', args.what),
})
