import { defineCommand } from '../../define-command.ts'
import { attack, somebodyElse } from './fights.ts'

export const kill = defineCommand({
  verb: 'kill',
  aliases: ['k', 'attack', 'hit', 'fight'],
  priority: 15,
  arguments: [{ name: 'whom', kind: 'person' }],
  help: {
    group: 'fighting',
    brief: 'Attack somebody; the fight then goes on by itself until it ends or you flee.',
    examples: ['kill rat', 'attack 2.wolf'],
  },
  decide(context, args) {
    const found = somebodyElse(context, args.whom)
    return found.kind === 'refused' ? found.decision : attack(context, found.being)
  },
})
