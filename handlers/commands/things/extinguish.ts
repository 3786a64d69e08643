import { lightDoused } from '../../../schema/events/consume.ts'
import { accept, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { lampMeant } from './lamps.ts'

export const extinguish = defineCommand({
  verb: 'extinguish',
  aliases: ['douse', 'snuff'],
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'things',
    brief: 'Put out a light and save what is left of it.',
    examples: ['extinguish lantern', 'douse candle'],
  },
  decide(context, args) {
    const { actor, now } = context
    const lamp = lampMeant(context, args.what, 'burning')
    if (lamp.kind === 'refused') return lamp.decision
    const { item } = lamp
    if (!item.lit) return reject('not-lit', 'It is not burning.')
    const fuel = item.until === undefined ? {} : { fuel: Math.max(0, item.until - now.beat) }
    return accept(lightDoused({ actor: actor.id, item: item.id, why: 'doused', ...fuel }))
  },
})
