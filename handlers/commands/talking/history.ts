import { defineCommand } from '../../define-command.ts'
import { recallChannel } from './channels.ts'

export const history = defineCommand({
  verb: 'history',
  always: true,
  arguments: [{ name: 'channel', kind: 'word', optional: true }],
  help: {
    group: 'talking',
    brief: 'See what was said last on a channel.',
    examples: ['history gossip'],
  },
  decide: (context, args) => recallChannel(context, args.channel ?? 'gossip'),
})
