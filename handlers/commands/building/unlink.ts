import { builderCommand } from './builders.ts'
import { decideOrder } from './order.ts'

export const unlink = builderCommand({
  verb: 'unlink',
  arguments: [{ name: 'direction', kind: 'direction' }],
  brief: 'Close a way out of this room, and the way back if it leads here.',
  examples: ['unlink east'],
  decide: (context, { direction }) =>
    decideOrder(context, { do: 'unlink', room: context.room.id, direction }),
})
