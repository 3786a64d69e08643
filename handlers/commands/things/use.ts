import { defineCommand } from '../../define-command.ts'
import { consume } from './consumables.ts'

export const use = defineCommand({
  verb: 'use',
  arguments: [
    { name: 'what', kind: 'thing' },
    { name: 'target', kind: 'person', optional: true, after: ['on', 'at'] },
  ],
  help: { group: 'things', brief: 'Use something up for what it does.', examples: ['use salve'] },
  decide: (context, args) => consume(context, 'use', args.what, args.target),
})
