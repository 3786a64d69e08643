import { skyTold } from '../../../schema/answers/guidance.ts'
import { ownOf } from '../../../schema/own.ts'
import { climateOver } from '../../../schema/sky.ts'
import { answer, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { skyAt } from '../../weather.ts'

export const weather = defineCommand({
  verb: 'weather',
  aliases: ['sky'],
  help: { group: 'looking', brief: 'Look at the sky.', examples: ['weather'] },
  decide({ world, room, now }) {
    const climate = climateOver(world, room)
    if (!climate) return reject('no-sky', 'You cannot see the sky from here.')
    const sky = skyAt(world, now.beat)
    return answer(skyTold({ part: sky.part, weather: ownOf(sky.weather, climate.id) ?? 'clear' }))
  },
})
