import { defineCommand } from '../../define-command.ts'
import { consume } from './consumables.ts'

export const recite = defineCommand({
  verb: 'recite',
  arguments: [
    { name: 'what', kind: 'thing' },
    { name: 'target', kind: 'person', optional: true, after: ['on', 'at'] },
  ],
  help: {
    group: 'things',
    brief: 'Read a scroll out loud; some need a target.',
    examples: ['recite scroll at rat'],
  },
  decide: (context, args) => consume(context, 'recite', args.what, args.target),
})
