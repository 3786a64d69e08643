import { reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { takePosture } from './posture.ts'

export const wake = defineCommand({
  verb: 'wake',
  always: true,
  help: { group: 'self', brief: 'Wake up.', examples: ['wake'] },
  decide(context) {
    if (context.actor.position !== 'sleeping') return reject('awake', 'You are awake.')
    return takePosture(context, 'standing')
  },
})
