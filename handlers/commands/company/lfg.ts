import { seekingSet } from '../../../schema/events/people.ts'
import { accept, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

export const lfg = defineCommand({
  verb: 'lfg',
  aliases: ['company'],
  always: true,
  priority: 70,
  help: {
    group: 'company',
    brief: 'Let others see that you look for company; the same again ends it.',
    examples: ['lfg'],
  },
  decide({ actor }) {
    if (actor.kind !== 'character') return reject('not-a-player', 'That is for players.')
    return accept(seekingSet({ character: actor.id, seeking: actor.seeking !== true }))
  },
})
