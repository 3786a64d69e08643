import { reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { speak } from './speech.ts'

export const shout = defineCommand({
  verb: 'shout',
  aliases: ['yell'],
  arguments: [{ name: 'words', kind: 'rest' }],
  help: {
    group: 'talking',
    brief: 'Call out to everybody in this part of the world.',
    examples: ['shout the ship is coming in!', '!help'],
  },
  decide(context, args) {
    if (context.room.flags.includes('quiet')) {
      return reject('quiet', 'It is so quiet here that you do not dare to raise your voice.')
    }
    return speak(context, 'shout', args.words)
  },
})
