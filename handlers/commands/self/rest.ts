import { defineCommand } from '../../define-command.ts'
import { seat, seatedAt, takePosture } from './posture.ts'

export const rest = defineCommand({
  verb: 'rest',
  aliases: ['sit'],
  unoffered: true,
  always: true,
  arguments: [seat],
  help: {
    group: 'self',
    brief: 'Sit down: health and stamina come back twice as fast.',
    examples: ['rest', 'sit by the fire'],
  },
  decide: (context, args) => seatedAt(context, args.where) ?? takePosture(context, 'resting'),
})
