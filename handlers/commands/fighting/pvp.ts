import { described } from '../../../schema/answers/things.ts'
import { duelConsented } from '../../../schema/events/combat.ts'
import { accept, answer, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

export const pvp = defineCommand({
  verb: 'pvp',
  aliases: ['duel'],
  arguments: [{ name: 'choice', kind: 'word', optional: true }],
  help: {
    group: 'fighting',
    brief: 'Agree to be fought by players who agree as well (on), or take it back (off).',
    examples: ['pvp on', 'pvp off'],
  },
  decide({ actor }, args) {
    if (actor.kind !== 'character') return reject('not-you', 'That is for players.')
    const choice = args.choice?.toLowerCase()
    if (choice !== 'on' && choice !== 'off') {
      const now = actor.pvp ? 'You have agreed to duels.' : 'You have not agreed to duels.'
      return answer(described({ text: `${now} Type “pvp on” or “pvp off”.` }))
    }
    if ((choice === 'on') === (actor.pvp === true)) return reject('same', 'So it is already.')
    if (actor.position === 'fighting') return reject('fighting', 'Finish this fight first.')
    return accept(duelConsented({ actor: actor.id, agrees: choice === 'on' }))
  },
})
