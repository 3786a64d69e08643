import { portraitSet } from '../../../schema/events/company.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import { silenced } from '../../company.ts'
import { accept, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { forPlayers } from '../players.ts'

export const describe = defineCommand({
  verb: 'describe',
  aliases: ['description'],
  always: true,
  arguments: [{ name: 'text', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'Say how you look to others.',
    examples: ['describe A tall woman with ink on her sleeves.'],
  },
  decide: forPlayers((context, actor, typed) => {
    // “describe me as …” reads naturally and means the same.
    const description = cleanSpeech(typed.replace(/^(me|myself)\s+(as\s+)?/i, ''))
    if (description === (actor.description ?? '')) {
      return reject('same', 'That is how it is already.')
    }
    const hush = description === '' ? null : silenced(context)
    return hush ?? accept(portraitSet({ character: actor.id, description }))
  }),
})
