import { lightLit } from '../../../schema/events/consume.ts'
import { isDark } from '../../../schema/light.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { nameWithThe } from '../../examine.ts'
import { lookAround } from '../../scene.ts'
import { lampMeant } from './lamps.ts'

export const light = defineCommand({
  verb: 'light',
  aliases: ['ignite'],
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'things',
    brief: 'Light a lamp or candle, to see where it is dark.',
    examples: ['light rushlight'],
  },
  decide: (context, args) => lightUp(context, args.what),
})

function lightUp(context: Context, phrase: string): Decision {
  const { actor, now, world, room } = context
  const lamp = lampMeant(context, phrase, 'out')
  if (lamp.kind === 'refused') return lamp.decision
  const { item, light } = lamp
  if (item.lit) return reject('lit', 'It is burning already.')
  if (light.fuelBeats > 0 && (item.fuel ?? 1) <= 0) {
    return reject('empty', `There is nothing left to burn in ${nameWithThe(world, item)}.`)
  }
  // A light without a measure of fuel burns for ever.
  const until = light.fuelBeats === 0 ? {} : { until: now.beat + (item.fuel ?? light.fuelBeats) }
  const lit = lightLit({ actor: actor.id, item: item.id, ...until })
  // Light in a dark room shows the room.
  return isDark(world, room) ? accept(lit, (after) => lookAround(after, actor)) : accept(lit)
}
