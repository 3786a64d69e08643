/** Orders about the ways between rooms. */

import { slug } from '../../../schema/beginnings.ts'
import type { NewEvent } from '../../../schema/define-event.ts'
import { directionSteps, opposites } from '../../../schema/directions.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import type { PlainOrder } from '../../../schema/world-file/build-orders.ts'
import type { Context } from '../../decision.ts'
import { rebuilt } from './inverse.ts'
import { type Planned, plan, refuseFields, refuseOrder } from './plan.ts'
import { plainExit, roomEvent, withoutExit } from './rooms.ts'

type Order<K extends PlainOrder['do']> = Extract<PlainOrder, { do: K }>

const noRoom = (id: string, field: string) =>
  refuseOrder('no-room', `There is no room ${id}.`, [
    { field, words: `expected an existing room, but there is no ${id}` },
  ])

const taken = (direction: string) =>
  refuseOrder('exit-exists', `There is a way ${direction} already.`, [
    {
      field: 'direction',
      words: `expected a free direction; ${direction} leads somewhere already`,
    },
  ])

export function planDig({ world, actor }: Context, order: Order<'dig'>): Planned {
  const { direction } = order
  const room = world.room(order.room)
  if (!room) return noRoom(order.room, 'room')
  if (room.exits[direction]) return taken(direction)
  const title = cleanSpeech(order.title)
  const id = order.id ?? `${room.zone}.${slug(title)}`
  if (id.endsWith('.')) {
    return refuseOrder('bad-title', 'A room needs a title of letters or digits.', [
      { field: 'title', words: 'expected letters or digits' },
    ])
  }
  if (world.room(id)) {
    return refuseOrder('room-exists', `There is a room ${id} already; link to it instead.`, [
      { field: 'id', words: `expected a new id, but there is a room ${id}` },
    ])
  }
  const step = directionSteps[direction]
  const coords = room.coords?.map((value, axis) => value + (step[axis] ?? 0))
  const made = roomEvent(actor.id, id, {
    title,
    description: cleanSpeech(order.description ?? '') || 'Bare ground, waiting for words.',
    terrain: room.terrain ?? 'city',
    exits: { [opposites[direction]]: { to: room.id } },
    ...(coords ? { coords } : {}),
  })
  if (!('event' in made)) return refuseFields('bad-room', made)
  return plan(id, `dug ${direction} to ${id}`, [
    made.event,
    rebuilt({ ...room, exits: { ...room.exits, [direction]: plainExit(id) } }, actor.id),
  ])
}

export function planLink({ world, actor }: Context, order: Order<'link'>): Planned {
  const { direction, to, oneWay } = order
  const room = world.room(order.room)
  if (!room) return noRoom(order.room, 'room')
  if (room.exits[direction]) return taken(direction)
  const beyond = world.room(to)
  if (!beyond) return noRoom(to, 'to')
  const back = opposites[direction]
  const exit = { ...plainExit(to), oneWay }
  const events: NewEvent[] = [
    rebuilt({ ...room, exits: { ...room.exits, [direction]: exit } }, actor.id),
  ]
  if (!oneWay && beyond.id !== room.id) {
    if (beyond.exits[back]) {
      return refuseOrder('exit-exists', `${to} has a way ${back} already; try “oneway”.`, [
        { field: 'to', words: `expected a room without a way ${back}, or "oneWay": true` },
      ])
    }
    events.push(
      rebuilt({ ...beyond, exits: { ...beyond.exits, [back]: plainExit(room.id) } }, actor.id),
    )
  }
  return plan(room.id, `linked ${direction} to ${to}`, events)
}

export function planUnlink({ world, actor }: Context, order: Order<'unlink'>): Planned {
  const { direction } = order
  const room = world.room(order.room)
  if (!room) return noRoom(order.room, 'room')
  const exit = room.exits[direction]
  if (!exit) {
    return refuseOrder('no-exit', `There is no way ${direction} from here.`, [
      { field: 'direction', words: `expected a way out of ${room.id}` },
    ])
  }
  const events = [withoutExit(room, direction, actor.id)]
  const beyond = world.room(exit.to)
  const back = opposites[direction]
  if (beyond && beyond.id !== room.id && beyond.exits[back]?.to === room.id) {
    events.push(withoutExit(beyond, back, actor.id))
  }
  return plan(room.id, `unlinked ${direction} (${exit.to})`, events)
}
