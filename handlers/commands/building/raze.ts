import { builderCommand } from './builders.ts'
import { decideOrder } from './order.ts'
import { fullRoom } from './rooms.ts'

export const raze = builderCommand({
  verb: 'raze',
  arguments: [{ name: 'room', kind: 'word' }],
  brief: 'Take a room out of the world; nobody and nothing may be in it.',
  examples: ['raze saltmere.old-kiln'],
  decide: (context, { room }) =>
    decideOrder(context, { do: 'remove', of: 'room', id: fullRoom(room, context.room.zone) }),
})
