import { defineCommand } from '../../define-command.ts'
import { addressed, speak } from './speech.ts'

export const whisper = defineCommand({
  verb: 'whisper',
  arguments: [
    { name: 'who', kind: 'person' },
    { name: 'words', kind: 'rest' },
  ],
  help: {
    group: 'talking',
    brief: 'Say something that only one person here can hear.',
    examples: ['whisper maren meet me at the quay'],
  },
  decide(context, args) {
    const address = addressed(context, args.who, args.words)
    if (address.kind === 'refused') return address.decision
    return speak(context, 'whisper', address.words, address.target)
  },
})
