import { defineCommand } from '../../define-command.ts'
import { addressed, speak } from './speech.ts'
import { talkTo } from './talk.ts'
import { topicsHere } from './topics.ts'

export const ask = defineCommand({
  verb: 'ask',
  aliases: ['sayto'],
  arguments: [
    { name: 'who', kind: 'person' },
    {
      name: 'words',
      kind: 'rest',
      optional: true,
      after: ['about'],
      proposals: topicsHere,
    },
  ],
  help: {
    group: 'talking',
    brief: 'Say something to somebody here; everybody hears it.',
    examples: ['ask maren about the lantern', 'ask innkeeper is there a room?'],
  },
  decide(context, args) {
    if (!args.words) return talkTo(context, args.who)
    const address = addressed(context, args.who, args.words)
    if (address.kind === 'refused') return address.decision
    const said = address.words.replace(/^about\s+(?=\S)/i, '')
    return speak(context, 'ask', said, address.target)
  },
})
