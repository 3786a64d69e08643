import { arrivalOf, next, skipped } from '../../arrival.ts'
import { accept, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { forPlayers } from '../players.ts'

export const skip = defineCommand({
  verb: 'skip',
  always: true,
  priority: 90,
  arguments: [{ name: 'text', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'End the first steps; “skip this” leaves out one of them.',
    examples: ['skip', 'skip this'],
  },
  decide: forPlayers((context, actor, text) => {
    const arrival = arrivalOf(context.world)
    if (!arrival || !actor.lesson) return reject('no-lesson', 'There is nothing to skip.')
    return accept((text.trim() === '' ? skipped : next)(context, actor, arrival))
  }),
})
