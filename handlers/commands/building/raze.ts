import type { NewEvent } from '../../../schema/define-event.ts'
import { directions, opposites } from '../../../schema/directions.ts'
import { roomRazed } from '../../../schema/events/world.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { change, isOccupied } from './change.ts'
import { fullRoom, withoutExit } from './rooms.ts'

export const raze = builderCommand({
  verb: 'raze',
  arguments: [{ name: 'room', kind: 'word' }],
  brief: 'Take a room out of the world; nobody and nothing may be in it.',
  examples: ['raze saltmere.old-kiln'],
  decide: (context, args) => razeRoom(context, fullRoom(args.room, context.room.zone)),
})

function razeRoom(context: Context, id: string): Decision {
  const { world, room, actor } = context
  const wanted = world.room(id)
  if (!wanted) return reject('no-room', `There is no room ${id}.`)
  if (wanted.zone !== room.zone) {
    return reject('other-zone', 'Go there first: that is another zone.')
  }
  if (wanted.id === room.id) return reject('here', 'Not while you are standing in it.')
  if (isOccupied(world, id)) {
    return reject('occupied', `Somebody or something is still in ${id}.`)
  }
  const events: NewEvent[] = []
  for (const direction of directions) {
    const beyond = wanted.exits[direction] && world.room(wanted.exits[direction].to)
    const back = opposites[direction]
    if (beyond && beyond.exits[back]?.to === id) events.push(withoutExit(beyond, back, actor.id))
  }
  events.push(roomRazed({ room: id, by: actor.id }))
  return change(context, id, `razed ${id}`, events)
}
