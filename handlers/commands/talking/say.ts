import { defineCommand } from '../../define-command.ts'
import { speak } from './speech.ts'

export const say = defineCommand({
  verb: 'say',
  priority: 5,
  arguments: [{ name: 'words', kind: 'rest' }],
  help: {
    group: 'talking',
    brief: 'Say something to everybody here.',
    examples: ['say good evening', "'good evening"],
  },
  decide: (context, args) => speak(context, 'say', args.words),
})
