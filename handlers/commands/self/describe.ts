import { portraitSet } from '../../../schema/events/company.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import { silenced } from '../../company.ts'
import { accept, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { forPlayers } from '../players.ts'
import { isNone, portraitShown } from './portrait.ts'

export const describe = defineCommand({
  verb: 'describe',
  aliases: ['description'],
  always: true,
  arguments: [{ name: 'text', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'Say how you look to others, or see it; “describe none” drops it.',
    examples: ['describe A tall woman with ink on her sleeves.'],
  },
  decide: forPlayers((context, actor, typed) => {
    if (typed === '') {
      const none =
        'Others see nothing special about you. Try “describe A tall woman with ink on her sleeves.”'
      return portraitShown(actor.description, none)
    }
    // “describe me as …” reads naturally and means the same.
    const words = typed.replace(/^(me|myself)\s+(as\s+)?/i, '')
    const description = isNone(words) ? '' : cleanSpeech(words)
    if (description === (actor.description ?? '')) {
      return reject('same', 'That is how it is already.')
    }
    const hush = description === '' ? null : silenced(context)
    return hush ?? accept(portraitSet({ character: actor.id, description }))
  }),
})
