import { reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { playerTold } from './persons.ts'

export const finger = defineCommand({
  verb: 'finger',
  aliases: ['whois'],
  always: true,
  arguments: [{ name: 'text', kind: 'rest' }],
  help: {
    group: 'looking',
    brief: 'Hear about a player, here or away.',
    examples: ['finger ann'],
  },
  decide: (context, args) =>
    playerTold(context, args.text) ??
    reject('unknown-person', 'Nobody of that name is known here.'),
})
