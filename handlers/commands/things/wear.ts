import { defineCommand } from '../../define-command.ts'
import { putOn } from './slots.ts'

export const wear = defineCommand({
  verb: 'wear',
  aliases: ['don'],
  arguments: [{ name: 'what', kind: 'thing' }],
  help: { group: 'things', brief: 'Put something on.', examples: ['wear cloak', 'wear all'] },
  decide: (context, args) => putOn(context, args.what, 'wear'),
})
