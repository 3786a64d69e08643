import { defineCommand } from '../../define-command.ts'
import { tune } from './channels.ts'

export const channel = defineCommand({
  verb: 'channel',
  aliases: ['channels'],
  always: true,
  arguments: [
    { name: 'channel', kind: 'word', optional: true },
    { name: 'state', kind: 'word', optional: true },
  ],
  help: {
    group: 'talking',
    brief: 'See the channels, or turn one on or off.',
    examples: ['channels', 'channel gossip off', 'channel gossip on'],
  },
  decide: (context, args) => tune(context, args.channel ?? '', (args.state ?? '').toLowerCase()),
})
