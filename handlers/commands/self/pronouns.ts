import { described } from '../../../schema/answers/things.ts'
import { pronounChoices } from '../../../schema/entities.ts'
import { pronounsChosen } from '../../../schema/events/arrival.ts'
import { accept, answer, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { forPlayers } from '../players.ts'

export const pronouns = defineCommand({
  verb: 'pronouns',
  aliases: ['pronoun', 'gender'],
  always: true,
  priority: 80,
  arguments: [{ name: 'text', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'Say whether others speak of you as she, he or they.',
    examples: ['pronouns', 'pronouns she'],
  },
  decide: forPlayers((_context, actor, typed) => {
    if (typed === '') {
      const now = actor.pronouns ?? 'they'
      const text = `People speak of you as “${now}”. You may choose “pronouns she”, “pronouns he” or “pronouns they”.`
      return answer(described({ text }))
    }
    const [word = ''] = typed.toLowerCase().split(/[\s/,]/)
    const chosen = pronounChoices.find((one) => one === word)
    if (!chosen) {
      return reject('no-pronouns', 'Try “pronouns she”, “pronouns he” or “pronouns they”.')
    }
    if (chosen === actor.pronouns) return reject('same', 'That is how it is already.')
    return accept(pronounsChosen({ character: actor.id, pronouns: chosen }))
  }),
})
