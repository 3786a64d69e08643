import type { NewEvent } from '../../../schema/define-event.ts'
import { type Direction, opposites } from '../../../schema/directions.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { change } from './change.ts'
import { rebuilt } from './inverse.ts'
import { fullRoom, plainExit } from './rooms.ts'

export const link = builderCommand({
  verb: 'link',
  arguments: [
    { name: 'direction', kind: 'direction' },
    { name: 'room', kind: 'word', after: ['to'] },
    { name: 'how', kind: 'word', optional: true },
  ],
  brief: 'Open a way from here to a room that exists.',
  examples: ['link east saltmere.quay', 'link east saltmere.quay oneway'],
  decide(context, args) {
    const to = fullRoom(args.room, context.room.zone)
    return openWay(context, args.direction, { to, oneWay: /^one-?way$/i.test(args.how ?? '') })
  },
})

function openWay(
  context: Context,
  direction: Direction,
  { to, oneWay }: { readonly to: string; readonly oneWay: boolean },
): Decision {
  const { world, room, actor } = context
  if (room.exits[direction]) return reject('exit-exists', `There is a way ${direction} already.`)
  const beyond = world.room(to)
  if (!beyond) return reject('no-room', `There is no room ${to}.`)
  const back = opposites[direction]
  const events: NewEvent[] = [
    rebuilt(
      { ...room, exits: { ...room.exits, [direction]: { ...plainExit(to), oneWay } } },
      actor.id,
    ),
  ]
  if (!oneWay && beyond.id !== room.id) {
    if (beyond.exits[back]) {
      return reject('exit-exists', `${to} has a way ${back} already; try “oneway”.`)
    }
    events.push(
      rebuilt({ ...beyond, exits: { ...beyond.exits, [back]: plainExit(room.id) } }, actor.id),
    )
  }
  return change(context, room.id, `linked ${direction} to ${to}`, events)
}
