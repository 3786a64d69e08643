/** Building rooms: digging, linking, describing, flags. Live for everybody the moment it is done. */

import type { NewEvent } from '../../schema/define-event.ts'
import { type Direction, directionFrom, directions, opposites } from '../../schema/directions.ts'
import type { Exit, Room } from '../../schema/entities.ts'
import { beingTransported } from '../../schema/events/posture.ts'
import { roomBuilt } from '../../schema/events/world.ts'
import { cleanSpeech } from '../../schema/text.ts'
import { readDefinition } from '../../schema/world-file.ts'
import { change, mayBuild, rebuilt, roomBody } from '../building/change.ts'
import { type Json, slug, typedValue, withField } from '../building/define.ts'
import { otherSides } from '../building/doors.ts'
import { accept, type Context, type Decision, reject } from '../decision.ts'
import { type ArgumentSpec, type CommandType, defineCommand } from '../define-command.ts'
import { lookAround } from '../scene.ts'

type Rule = (context: Context, args: Readonly<Record<string, string | undefined>>) => Decision

/** A command of builders: it asks first whether its user may build here. */
export function builderCommand(
  verb: string,
  brief: string,
  specs: readonly ArgumentSpec[],
  examples: readonly string[],
  decide: Rule,
  aliases: readonly string[] = [],
): CommandType {
  return defineCommand({
    verb,
    aliases,
    role: 'builder',
    priority: 90,
    arguments: specs,
    help: { group: 'building', brief, examples },
    decide(context, args) {
      const { actor, world, room } = context
      if (actor.kind !== 'character') return reject('not-a-builder', 'Only builders can do that.')
      return mayBuild(world, actor, room.zone) ?? decide(context, args)
    },
  })
}

const way: ArgumentSpec = { name: 'direction', kind: 'direction' }
const rest = (name: string, optional = false): ArgumentSpec => ({ name, kind: 'rest', optional })

export const roomBuilding: readonly CommandType[] = [
  builderCommand(
    'dig',
    'Make a new room in a direction, with a way there and back.',
    [way, rest('title')],
    ['dig north The Old Kiln'],
    dig,
  ),
  builderCommand(
    'link',
    'Open a way from here to a room that exists.',
    [
      way,
      { name: 'room', kind: 'word', after: ['to'] },
      { name: 'how', kind: 'word', optional: true },
    ],
    ['link east saltmere.quay', 'link east saltmere.quay oneway'],
    link,
  ),
  builderCommand(
    'unlink',
    'Close a way out of this room, and the way back if it leads here.',
    [way],
    ['unlink east'],
    unlink,
  ),
  builderCommand(
    'retitle',
    'Give this room another title.',
    [rest('text')],
    ['retitle The New Kiln'],
    (context, args) => edit(context, 'title', args['text'] ?? ''),
  ),
  builderCommand(
    'redescribe',
    'Give this room another description.',
    [rest('text')],
    ['redescribe Warm bricks, and nobody to warm.'],
    (context, args) => edit(context, 'description', args['text'] ?? ''),
  ),
  builderCommand(
    'detail',
    'Say what one sees on looking at something in this room; “none” takes it away.',
    [{ name: 'word', kind: 'word' }, rest('text')],
    ['detail bricks Scorched on one side.'],
    (context, args) =>
      edit(
        context,
        `details.${(args['word'] ?? '').toLowerCase().replaceAll('.', '')}`,
        args['text'] ?? '',
      ),
  ),
  builderCommand(
    'roomflag',
    'Set or clear a flag of this room.',
    [{ name: 'flag', kind: 'word' }],
    ['roomflag dark', 'roomflag safe'],
    toggleFlag,
    ['flag'],
  ),
  builderCommand(
    'roomset',
    'Set any other field of this room: terrain, light, lucidity, exits.north.door …',
    [{ name: 'field', kind: 'word' }, rest('value')],
    [
      'roomset terrain cave',
      'roomset exits.north.door {"name":"an iron door"}',
      'roomset light none',
    ],
    (context, args) => edit(context, args['field'] ?? '', args['value'] ?? ''),
  ),
  builderCommand(
    'raze',
    'Take a room out of the world; nobody and nothing may be in it.',
    [{ name: 'room', kind: 'word' }],
    ['raze saltmere.old-kiln'],
    raze,
  ),
  // Stepping away is allowed where others build, too.
  defineCommand({
    verb: 'goto',
    role: 'builder',
    priority: 90,
    arguments: [{ name: 'where', kind: 'word' }],
    help: {
      group: 'building',
      brief: 'Step to any room, or to where somebody is.',
      examples: ['goto saltmere.quay', 'goto ann'],
    },
    decide: goTo,
  }),
]

const steps: Readonly<Partial<Record<Direction, readonly [number, number, number]>>> = {
  north: [0, 1, 0],
  south: [0, -1, 0],
  east: [1, 0, 0],
  west: [-1, 0, 0],
  up: [0, 0, 1],
  down: [0, 0, -1],
  northeast: [1, 1, 0],
  northwest: [-1, 1, 0],
  southeast: [1, -1, 0],
  southwest: [-1, -1, 0],
}

function dig(context: Context, args: Readonly<Record<string, string | undefined>>): Decision {
  const { world, room } = context
  const direction = args['direction'] as Direction
  if (room.exits[direction]) return reject('exit-exists', `There is a way ${direction} already.`)
  const title = cleanSpeech(args['title'] ?? '')
  const id = `${room.zone}.${slug(title)}`
  if (!slug(title)) return reject('bad-title', 'A room needs a title of letters or digits.')
  if (world.room(id))
    return reject('room-exists', `There is a room ${id} already; link to it instead.`)
  const by = steps[direction]
  const coords =
    room.coords && by ? room.coords.map((value, index) => value + (by[index] ?? 0)) : undefined
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
    made,
    rebuilt({ ...room, exits: { ...room.exits, [direction]: plainExit(id) } }, context.actor.id),
  ])
}

function plainExit(to: string): Exit {
  return { to, hidden: false, oneWay: false }
}

/** The event that builds a room, or why the world files' reader would refuse it. */
function roomEvent(context: Context, id: string, value: Json): NewEvent | string {
  const read = readDefinition('rooms', id, value)
  if (!read.ok) return read.problems[0] ?? 'That does not make a room.'
  const { id: _id, zone, ...data } = read.value as unknown as { id: string; zone: string } & Json
  return roomBuilt({ room: id, zone, data, by: context.actor.id })
}

function link(context: Context, args: Readonly<Record<string, string | undefined>>): Decision {
  const { world, room, actor } = context
  const direction = args['direction'] as Direction
  const to = fullRoom(args['room'] ?? '', room.zone)
  if (room.exits[direction]) return reject('exit-exists', `There is a way ${direction} already.`)
  const beyond = world.room(to)
  if (!beyond) return reject('no-room', `There is no room ${to}.`)
  const oneWay = /^one-?way$/i.test(args['how'] ?? '')
  const back = opposites[direction]
  const events: NewEvent[] = [
    rebuilt(
      { ...room, exits: { ...room.exits, [direction]: { ...plainExit(to), oneWay } } },
      actor.id,
    ),
  ]
  if (!oneWay && beyond.id !== room.id) {
    if (beyond.exits[back])
      return reject('exit-exists', `${to} has a way ${back} already; try “oneway”.`)
    events.push(
      rebuilt({ ...beyond, exits: { ...beyond.exits, [back]: plainExit(room.id) } }, actor.id),
    )
  }
  return change(context, room.id, `linked ${direction} to ${to}`, events)
}

function fullRoom(typed: string, zone: string): string {
  return typed.includes('.') ? typed.toLowerCase() : `${zone}.${typed.toLowerCase()}`
}

function unlink(context: Context, args: Readonly<Record<string, string | undefined>>): Decision {
  const { world, room, actor } = context
  const direction = args['direction'] as Direction
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

function withoutExit(room: Room, direction: Direction, by: string): NewEvent {
  const { [direction]: _gone, ...exits } = room.exits
  return rebuilt({ ...room, exits }, by)
}

function edit(context: Context, field: string, text: string): Decision {
  const { world, room, actor } = context
  const value = withField(roomBody(room), field, typedValue(cleanSpeech(text)))
  if (!value) return reject('no-field', `A room has no place for ${field}.`)
  const made = roomEvent(context, room.id, value)
  if (typeof made === 'string') return reject('bad-room', `That does not fit: ${made}`)
  const { exits } = made.data['data'] as Pick<Room, 'exits'>
  const behind = otherSides(world, room, exits, actor.id)
  return change(context, room.id, `set ${field} of ${room.id}`, [made, ...behind])
}

function toggleFlag(
  context: Context,
  args: Readonly<Record<string, string | undefined>>,
): Decision {
  const { room } = context
  const flag = (args['flag'] ?? '').toLowerCase()
  const has = room.flags.includes(flag)
  const flags = has ? room.flags.filter((one) => one !== flag) : [...room.flags, flag]
  const made = roomEvent(context, room.id, { ...roomBody(room), flags })
  if (typeof made === 'string') return reject('bad-flag', `That does not fit: ${made}`)
  return change(context, room.id, `${has ? 'cleared' : 'set'} ${flag} of ${room.id}`, [made])
}

function raze(context: Context, args: Readonly<Record<string, string | undefined>>): Decision {
  const { world, room, actor } = context
  const id = fullRoom(args['room'] ?? '', room.zone)
  const wanted = world.room(id)
  if (!wanted) return reject('no-room', `There is no room ${id}.`)
  if (wanted.zone !== room.zone)
    return reject('other-zone', 'Go there first: that is another zone.')
  if (wanted.id === room.id) return reject('here', 'Not while you are standing in it.')
  if (world.contents(id).some((entity) => entity.kind !== 'record')) {
    return reject('occupied', `Somebody or something is still in ${id}.`)
  }
  const events: NewEvent[] = []
  for (const direction of directions) {
    const beyond = wanted.exits[direction] && world.room(wanted.exits[direction].to)
    const back = opposites[direction]
    if (beyond && beyond.exits[back]?.to === id) events.push(withoutExit(beyond, back, actor.id))
  }
  events.push({ type: 'room-razed', data: { room: id, by: actor.id } })
  return change(context, id, `razed ${id}`, events)
}

function goTo(context: Context, args: Readonly<Record<string, string | undefined>>): Decision {
  const { world, room, actor } = context
  const typed = args['where'] ?? ''
  const somebody = directionFrom(typed) ? undefined : world.characterNamed(typed)
  const to = somebody?.place ?? fullRoom(typed, room.zone)
  if (!world.room(to)) return reject('no-room', `There is no room ${to}.`)
  if (to === room.id) return reject('here', 'You are there already.')
  return accept(beingTransported({ actor: actor.id, from: room.id, to }), (after) =>
    lookAround(after, { ...actor, place: to }),
  )
}
