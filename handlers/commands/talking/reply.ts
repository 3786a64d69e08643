import { reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { tellTo } from './speech.ts'

export const reply = defineCommand({
  verb: 'reply',
  arguments: [{ name: 'words', kind: 'rest' }],
  help: {
    group: 'talking',
    brief: 'Answer the person who last told you something.',
    examples: ['reply on my way'],
  },
  decide(context, args) {
    const { world, actor } = context
    const last = actor.kind === 'character' ? actor.lastTellFrom : undefined
    if (!last) return reject('nobody', 'Nobody has told you anything that you could answer.')
    const listener = world.get(last)
    if (listener?.kind !== 'character' || listener.place === '') {
      return reject('not-in-world', 'Whoever told you that is not in the world any more.')
    }
    return tellTo(context, listener, args.words)
  },
})
