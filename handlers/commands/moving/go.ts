import { defineCommand } from '../../define-command.ts'
import { walk } from './walk.ts'

export const go = defineCommand({
  verb: 'go',
  aliases: ['walk', 'run', 'enter', 'climb', 'travel', 'head'],
  unoffered: true,
  priority: 2,
  arguments: [{ name: 'direction', kind: 'direction' }],
  help: { group: 'moving', brief: 'Walk in a direction.', examples: ['go north', 'north', 'n'] },
  decide: (context, args) => walk(context, args.direction),
})
