/** Speaking: to the room, to somebody in it, across the zone. */

import { reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import { addressed, speak } from '../speak.ts'

const who = { name: 'who', kind: 'person' } as const
const words = { name: 'words', kind: 'rest' } as const

export const sayCommands: readonly CommandType[] = [
  defineCommand({
    verb: 'say',
    priority: 5,
    arguments: [words],
    help: {
      group: 'talking',
      brief: 'Say something to everybody here.',
      examples: ['say good evening', "'good evening"],
    },
    decide: (context, args) => speak(context, 'say', args.words ?? ''),
  }),
  defineCommand({
    verb: 'ask',
    aliases: ['sayto'],
    arguments: [who, { ...words, after: ['about'] }],
    help: {
      group: 'talking',
      brief: 'Say something to somebody here; everybody hears it.',
      examples: ['ask maren about the lantern', 'ask innkeeper is there a room?'],
    },
    decide(context, args) {
      const address = addressed(context, args.who ?? '', args.words ?? '')
      if (address.kind === 'refused') return address.decision
      const said = address.words.replace(/^about\s+(?=\S)/i, '')
      return speak(context, 'ask', said, address.target)
    },
  }),
  defineCommand({
    verb: 'whisper',
    arguments: [who, words],
    help: {
      group: 'talking',
      brief: 'Say something that only one person here can hear.',
      examples: ['whisper maren meet me at the quay'],
    },
    decide(context, args) {
      const address = addressed(context, args.who ?? '', args.words ?? '')
      if (address.kind === 'refused') return address.decision
      return speak(context, 'whisper', address.words, address.target)
    },
  }),
  defineCommand({
    verb: 'shout',
    aliases: ['yell'],
    arguments: [words],
    help: {
      group: 'talking',
      brief: 'Call out to everybody in this part of the world.',
      examples: ['shout the ship is coming in!', '!help'],
    },
    decide(context, args) {
      if (context.room.flags.includes('quiet')) {
        return reject('quiet', 'It is so quiet here that you do not dare to raise your voice.')
      }
      return speak(context, 'shout', args.words ?? '')
    },
  }),
  defineCommand({
    verb: 'emote',
    aliases: ['me', 'pose'],
    arguments: [words],
    help: {
      group: 'talking',
      brief: 'Show what you do in words of your own.',
      examples: ['emote looks out to sea', ':looks out to sea'],
    },
    decide: (context, args) => speak(context, 'emote', args.words ?? ''),
  }),
]
