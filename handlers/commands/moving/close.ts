import { defineCommand } from '../../define-command.ts'
import { changeOpening } from './openings.ts'

export const close = defineCommand({
  verb: 'close',
  aliases: ['shut'],
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'moving',
    brief: 'Close a door or a container.',
    examples: ['close door', 'close chest'],
  },
  decide: (context, args) => changeOpening(context, args.what, 'closed'),
})
