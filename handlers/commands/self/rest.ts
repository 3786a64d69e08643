import { defineCommand } from '../../define-command.ts'
import { takePosture } from './posture.ts'

export const rest = defineCommand({
  verb: 'rest',
  aliases: ['sit'],
  always: true,
  help: {
    group: 'self',
    brief: 'Sit down: health and stamina come back twice as fast.',
    examples: ['rest'],
  },
  decide: (context) => takePosture(context, 'resting'),
})
