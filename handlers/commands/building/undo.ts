import { changesOf } from '../../../schema/events/building.ts'
import { reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { undoChange } from './change.ts'

export const undo = builderCommand({
  verb: 'undo',
  arguments: [{ name: 'change', kind: 'word', optional: true }],
  brief: 'Take back your last change, or the one named.',
  examples: ['undo'],
  decide(context, args) {
    const changes = changesOf(context.world, context.actor.id)
    const last = args.change ? changes.find((one) => one.change === args.change) : changes.at(-1)
    return last ? undoChange(context, last) : reject('nothing', 'There is nothing to take back.')
  },
})
