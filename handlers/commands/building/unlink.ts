import { type Direction, opposites } from '../../../schema/directions.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { change } from './change.ts'
import { withoutExit } from './rooms.ts'

export const unlink = builderCommand({
  verb: 'unlink',
  arguments: [{ name: 'direction', kind: 'direction' }],
  brief: 'Close a way out of this room, and the way back if it leads here.',
  examples: ['unlink east'],
  decide: (context, args) => closeWay(context, args.direction),
})

function closeWay(context: Context, direction: Direction): Decision {
  const { world, room, actor } = context
  const exit = room.exits[direction]
  if (!exit) return reject('no-exit', `There is no way ${direction} from here.`)
  const events = [withoutExit(room, direction, actor.id)]
  const beyond = world.room(exit.to)
  const back = opposites[direction]
  if (beyond && beyond.id !== room.id && beyond.exits[back]?.to === room.id) {
    events.push(withoutExit(beyond, back, actor.id))
  }
  return change(context, room.id, `unlinked ${direction} (${exit.to})`, events)
}
