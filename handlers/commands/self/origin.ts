import { described } from '../../../schema/answers/things.ts'
import { ownOf } from '../../../schema/own.ts'
import { arrivalOf, comesFrom } from '../../arrival.ts'
import { accept, answer, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { forPlayers } from '../players.ts'

export const origin = defineCommand({
  verb: 'origin',
  aliases: ['origins'],
  priority: 80,
  arguments: [{ name: 'text', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'Say where you come from, once; it brings a weapon, a skill, and a name with people.',
    examples: ['origin', 'origin fisher'],
  },
  decide: forPlayers((context, actor, text) => {
    const origins = arrivalOf(context.world)?.origins ?? {}
    const own = actor.origin === undefined ? undefined : ownOf(origins, actor.origin)
    if (own) return answer(described({ text: `You come from ${own.name}.` }))
    const names = Object.entries(origins).map(([word, { name }]) => `“origin ${word}”: ${name}`)
    if (names.length === 0) return reject('no-origins', 'Nobody here asks where you come from.')
    const chosen = text.trim().toLowerCase()
    if (chosen === '')
      return answer(described({ text: ['You may come from', ...names].join('\n') }))
    if (!ownOf(origins, chosen)) {
      return reject('no-such-origin', ['Nobody comes from there. Try', ...names].join('\n'))
    }
    return accept(comesFrom(context, actor, chosen))
  }),
})
