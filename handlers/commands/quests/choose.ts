import { defineCommand } from '../../define-command.ts'
import { makeChoice } from './choices.ts'

export const choose = defineCommand({
  verb: 'choose',
  priority: 60,
  arguments: [
    { name: 'choice', kind: 'word' },
    { name: 'party', kind: 'rest', optional: true },
  ],
  help: {
    group: 'quests',
    brief: 'Do what a quarrel here calls for.',
    more: 'Every quarrel has its own choices; “conflict” lists them.',
    examples: ['choose attack bannock', 'choose mediate'],
  },
  decide: (context, args) => makeChoice(context, args.choice.toLowerCase(), args.party),
})
