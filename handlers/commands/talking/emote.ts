import { defineCommand } from '../../define-command.ts'
import { speak } from './speech.ts'

export const emote = defineCommand({
  verb: 'emote',
  aliases: ['me', 'pose'],
  arguments: [{ name: 'words', kind: 'rest' }],
  help: {
    group: 'talking',
    brief: 'Show what you do in words of your own.',
    examples: ['emote looks out to sea', ':looks out to sea'],
  },
  decide: (context, args) => speak(context, 'emote', args.words),
})
