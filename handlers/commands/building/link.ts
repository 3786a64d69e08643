import { builderCommand } from './builders.ts'
import { decideOrder } from './order.ts'
import { fullRoom } from './rooms.ts'

export const link = builderCommand({
  verb: 'link',
  arguments: [
    { name: 'direction', kind: 'direction' },
    { name: 'room', kind: 'word', after: ['to'] },
    { name: 'how', kind: 'word', optional: true },
  ],
  brief: 'Open a way from here to a room that exists.',
  examples: ['link east saltmere.quay', 'link east saltmere.quay oneway'],
  decide: (context, { direction, room, how }) =>
    decideOrder(context, {
      do: 'link',
      room: context.room.id,
      direction,
      to: fullRoom(room, context.room.zone),
      oneWay: /^one-?way$/i.test(how ?? ''),
    }),
})
