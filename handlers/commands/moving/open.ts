import { defineCommand } from '../../define-command.ts'
import { changeOpening } from './openings.ts'

export const open = defineCommand({
  verb: 'open',
  priority: 20,
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'moving',
    brief: 'Open a door or a container.',
    examples: ['open door', 'open north', 'open chest'],
  },
  decide: (context, args) => changeOpening(context, args.what, 'opened'),
})
