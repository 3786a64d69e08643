import { defineCommand } from '../../define-command.ts'
import { tune } from './channels.ts'

export const mute = defineCommand({
  verb: 'mute',
  always: true,
  arguments: [{ name: 'channel', kind: 'word', optional: true }],
  help: {
    group: 'talking',
    brief: 'Hear no more of a channel, until you want to.',
    examples: ['mute gossip'],
  },
  decide: (context, args) => tune(context, args.channel ?? '', 'off'),
})
