import { defineCommand } from '../../define-command.ts'
import { takePosture } from './posture.ts'

export const stand = defineCommand({
  verb: 'stand',
  always: true,
  help: { group: 'self', brief: 'Get up from rest or sleep.', examples: ['stand'] },
  decide: (context) => takePosture(context, 'standing'),
})
