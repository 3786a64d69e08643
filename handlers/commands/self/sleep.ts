import { defineCommand } from '../../define-command.ts'
import { takePosture } from './posture.ts'

export const sleep = defineCommand({
  verb: 'sleep',
  help: {
    group: 'self',
    brief: 'Lie down and sleep: you mend three times as fast, and notice less.',
    examples: ['sleep'],
  },
  decide: (context) => takePosture(context, 'sleeping'),
})
