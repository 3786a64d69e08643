import { builderCommand } from './builders.ts'
import { decideOrder } from './order.ts'

export const undo = builderCommand({
  verb: 'undo',
  arguments: [{ name: 'change', kind: 'word', optional: true }],
  brief: 'Take back your last change, or the one named.',
  examples: ['undo'],
  decide: (context, { change }) =>
    decideOrder(context, { do: 'undo', ...(change ? { change } : {}) }),
})
