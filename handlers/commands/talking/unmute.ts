import { defineCommand } from '../../define-command.ts'
import { tune } from './channels.ts'

export const unmute = defineCommand({
  verb: 'unmute',
  always: true,
  arguments: [{ name: 'channel', kind: 'word', optional: true }],
  help: { group: 'talking', brief: 'Hear a channel again.', examples: ['unmute gossip'] },
  decide: (context, args) => tune(context, args.channel ?? '', 'on'),
})
