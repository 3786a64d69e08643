import { timeTold } from '../../../schema/answers/guidance.ts'
import { timeAt, timeInWords } from '../../clock.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

export const time = defineCommand({
  verb: 'time',
  help: { group: 'looking', brief: 'Tell the time of day.', examples: ['time'] },
  decide({ world, now }) {
    const { hour, minute, ...rest } = timeAt(world, now.beat)
    return answer(timeTold({ hour, minute, words: timeInWords({ hour, minute, ...rest }) }))
  },
})
