import { defineCommand } from '../../define-command.ts'
import { seat, seatedAt, takePosture } from './posture.ts'

export const sleep = defineCommand({
  verb: 'sleep',
  aliases: ['lie', 'nap'],
  unoffered: true,
  arguments: [seat],
  help: {
    group: 'self',
    brief: 'Lie down and sleep: you mend three times as fast, and notice less.',
    examples: ['sleep', 'lie on the bed'],
  },
  decide: (context, args) => seatedAt(context, args.where) ?? takePosture(context, 'sleeping'),
})
