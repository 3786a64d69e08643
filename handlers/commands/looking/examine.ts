import { defineCommand } from '../../define-command.ts'
import { lookAt } from './close-look.ts'

export const examine = defineCommand({
  verb: 'examine',
  aliases: ['x', 'ex', 'read'],
  unoffered: true,
  priority: 20,
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'looking',
    brief: 'Look closely at something or somebody.',
    examples: ['examine lantern', 'x maren', 'read notice'],
  },
  decide: (context, args) => lookAt(context, args.what),
})
