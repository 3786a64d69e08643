import { described } from '../../../schema/answers/things.ts'
import { wimpySet } from '../../../schema/events/combat.ts'
import { accept, answer, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

export const wimpy = defineCommand({
  verb: 'wimpy',
  arguments: [{ name: 'health', kind: 'number', optional: true }],
  always: true,
  help: {
    group: 'fighting',
    brief: 'Say at how few points of health you run by yourself; 0 for never.',
    examples: ['wimpy 15', 'wimpy 0', 'wimpy'],
  },
  decide({ actor }, args) {
    if (actor.kind !== 'character') return reject('not-you', 'That is for players.')
    const { health } = args
    if (health === undefined) {
      const now = actor.wimpy
        ? `You run when you have fewer than ${actor.wimpy} points of health.`
        : 'You never run by yourself.'
      return answer(described({ text: now }))
    }
    const most = Math.floor(actor.health[1] / 2)
    if (health > most) return reject('too-much', `At most ${most}: half of what you can bear.`)
    return accept(wimpySet({ actor: actor.id, health }))
  },
})
