import { settingsListed } from '../../../schema/answers/company.ts'
import { autoFleeSet } from '../../../schema/events/company.ts'
import { accept, answer, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { forPlayers } from '../players.ts'

export const set = defineCommand({
  verb: 'set',
  aliases: ['settings'],
  always: true,
  arguments: [{ name: 'text', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'See and change how you want things to be.',
    examples: ['set', 'set autoflee off'],
  },
  decide: forPlayers((_context, actor, typed) => {
    const [name = '', value = ''] = typed.trim().toLowerCase().split(/\s+/)
    const autoFlee = actor.autoFlee !== false
    if (!name) {
      const about = 'run from fights when the link is lost'
      const settings = [{ name: 'autoflee', value: autoFlee ? 'on' : 'off', about }]
      return answer(settingsListed({ settings }))
    }
    if (name !== 'autoflee') {
      return reject('no-setting', 'There is no such setting. Try “set” alone.')
    }
    if (value !== 'on' && value !== 'off') return reject('usage', 'Try “set autoflee off”.')
    if ((value === 'on') === autoFlee) return reject('same', 'That is how it is already.')
    return accept(autoFleeSet({ character: actor.id, on: value === 'on' }))
  }),
})
