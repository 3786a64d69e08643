import { builderCommand } from './builders.ts'
import { decideOrder } from './order.ts'

export const dig = builderCommand({
  verb: 'dig',
  arguments: [
    { name: 'direction', kind: 'direction' },
    { name: 'title', kind: 'rest' },
  ],
  brief: 'Make a new room in a direction, with a way there and back.',
  examples: ['dig north The Old Kiln'],
  decide: (context, { direction, title }) =>
    decideOrder(context, { do: 'dig', room: context.room.id, direction, title }),
})
