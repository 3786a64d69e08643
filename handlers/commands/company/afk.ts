import { awaySet } from '../../../schema/events/people.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import { accept } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { forPlayers } from '../players.ts'

export const afk = defineCommand({
  verb: 'afk',
  aliases: ['away'],
  always: true,
  priority: 70,
  arguments: [{ name: 'text', kind: 'rest', optional: true }],
  help: {
    group: 'company',
    brief: 'Let others see that you are away from the keys, and why; the same again ends it.',
    examples: ['afk', 'afk supper'],
  },
  decide: forPlayers((_context, actor, typed) => {
    const words = cleanSpeech(typed)
    if (actor.away !== undefined && !words) return accept(awaySet({ character: actor.id }))
    return accept(awaySet({ character: actor.id, words: words || 'away for a moment' }))
  }),
})
