import { type Direction, directionSteps, opposites } from '../../../schema/directions.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { change } from './change.ts'
import { slug } from './definitions.ts'
import { rebuilt } from './inverse.ts'
import { plainExit, roomEvent } from './rooms.ts'

export const dig = builderCommand({
  verb: 'dig',
  arguments: [
    { name: 'direction', kind: 'direction' },
    { name: 'title', kind: 'rest' },
  ],
  brief: 'Make a new room in a direction, with a way there and back.',
  examples: ['dig north The Old Kiln'],
  decide: (context, args) => digRoom(context, args.direction, args.title),
})

function digRoom(context: Context, direction: Direction, typed: string): Decision {
  const { world, room } = context
  if (room.exits[direction]) return reject('exit-exists', `There is a way ${direction} already.`)
  const title = cleanSpeech(typed)
  const id = `${room.zone}.${slug(title)}`
  if (!slug(title)) return reject('bad-title', 'A room needs a title of letters or digits.')
  if (world.room(id)) {
    return reject('room-exists', `There is a room ${id} already; link to it instead.`)
  }
  const step = directionSteps[direction]
  const coords = room.coords?.map((value, axis) => value + (step[axis] ?? 0))
  const data = {
    title,
    description: 'Bare ground, waiting for words.',
    terrain: room.terrain ?? 'city',
    exits: { [opposites[direction]]: { to: room.id } },
    ...(coords ? { coords } : {}),
  }
  const made = roomEvent(context, id, data)
  if (typeof made === 'string') return reject('bad-room', made)
  return change(context, id, `dug ${direction} to ${id}`, [
    made.event,
    rebuilt({ ...room, exits: { ...room.exits, [direction]: plainExit(id) } }, context.actor.id),
  ])
}
