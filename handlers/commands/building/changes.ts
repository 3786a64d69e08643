import { changesListed } from '../../../schema/answers/building.ts'
import { changesOf } from '../../../schema/events/building.ts'
import { answer } from '../../decision.ts'
import { builderCommand } from './builders.ts'

export const changes = builderCommand({
  verb: 'changes',
  brief: 'List your changes.',
  examples: ['changes'],
  decide({ world, actor }) {
    const made = changesOf(world, actor.id).map(({ change, summary }) => ({ change, summary }))
    return answer(changesListed({ changes: made }))
  },
})
