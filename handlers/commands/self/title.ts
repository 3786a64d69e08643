import { portraitSet } from '../../../schema/events/company.ts'
import { cleanSpeech, firstCodePoints } from '../../../schema/text.ts'
import { silenced } from '../../company.ts'
import { accept, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { forPlayers } from '../players.ts'
import { isNone, portraitShown } from './portrait.ts'

/** In code points. */
const titleMax = 40

export const title = defineCommand({
  verb: 'title',
  always: true,
  arguments: [{ name: 'text', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'Choose a few words that follow your name, or see them; “title none” drops them.',
    examples: ['title the lamplighter', 'title', 'title none'],
  },
  decide: forPlayers((context, actor, typed) => {
    if (typed === '') {
      const { name, title } = actor
      return portraitShown(
        title && `${name} ${title}`,
        'You have no title. Try “title the lamplighter”.',
      )
    }
    const words = isNone(typed) ? '' : firstCodePoints(cleanSpeech(typed), titleMax).trim()
    if (words === (actor.title ?? '')) return reject('same', 'That is how it is already.')
    // Others read it, so who may not speak may only take it back.
    const hush = words === '' ? null : silenced(context)
    return hush ?? accept(portraitSet({ character: actor.id, title: words }))
  }),
})
