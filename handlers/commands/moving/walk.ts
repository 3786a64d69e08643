/** Walking: shared by the verbs of directions, `go` and `flee`. */
import { type Direction, opposites, shortDirections, towards } from '../../../schema/directions.ts'
import { bare, characterMoved } from '../../../schema/events/movement.ts'
import { postureChanged } from '../../../schema/events/posture.ts'
import { list } from '../../../schema/words.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { type CommandType, defineCommand } from '../../define-command.ts'
import { staggers } from '../../rules/drink.ts'
import { lookAround, visibleExits } from '../../scene.ts'
import { barredBy } from './guards.ts'

/** Leaves by `direction` if there is an open way; `manner` is how, unless it is plain walking. */
export function walk(context: Context, direction: Direction, manner?: 'fled'): Decision {
  const strayed = manner ? undefined : drunkenWay(context, direction)
  const way = strayed ?? direction
  const how = strayed ? 'staggered' : manner
  const { world, actor, room } = context
  const hindrance = whyNoWay(context, way) ?? whyNotNow(context, way, how)
  if (hindrance) return hindrance
  const to = room.exits[way]?.to ?? ''
  if (!world.room(to)) return reject('no-exit', 'The way ends in nothing.', way)
  const moved = characterMoved({
    actor: actor.id,
    from: room.id,
    to,
    direction: way,
    ...(how ? { manner: how } : {}),
  })
  return accept([...rises(context), moved], (after) => lookAround(after, { ...actor, place: to }))
}

/** The way a drunk actor takes instead of the one it wants, if it strays. */
function drunkenWay({ world, actor, room, dice }: Context, wanted: Direction) {
  if (actor.fighting || !staggers(world, actor, dice)) return undefined
  // Even drunk feet do not go through walls; with one way only they find it.
  const way = dice.pick(openWays(room))
  return way === wanted ? undefined : way
}

/** The directions in which one can leave the room without opening a door. */
export function openWays(room: Context['room']): Direction[] {
  return visibleExits(room)
    .filter(({ door }) => door === undefined || door === 'open')
    .map(({ dir }) => dir)
}

function whyNoWay({ room }: Context, direction: Direction): Decision | null {
  const exit = room.exits[direction]
  if (!exit || (exit.hidden && exit.door?.state !== 'open')) {
    return noWay(room, direction)
  }
  return exit.door && exit.door.state !== 'open'
    ? reject('door-closed', `The ${bare(exit.door.name)} is closed. Try “open ${direction}”.`)
    : null
}

/** No way leads there; the ways there are are named. */
export function noWay(room: Context['room'], direction: Direction): Decision {
  const where = towards(direction).replace('to the ', '')
  const ways = visibleExits(room).map(({ dir }) => dir)
  const others = ways.length === 0 ? '' : ` Ways out: ${list(ways)}.`
  return reject('no-exit', `You cannot go ${where} from here.${others}`, direction)
}

/** Somebody who flees is held back neither by the fight nor by guards. */
function whyNotNow(
  { world, actor, room }: Context,
  direction: Direction,
  manner: string | undefined,
): Decision | null {
  if (manner === 'fled') return null
  if (actor.position === 'fighting') {
    return reject('fighting', 'You are in the middle of a fight! Try to flee.')
  }
  const barred = barredBy(world, actor, room, direction)
  return barred ? reject('guarded', barred) : null
}

/** Somebody who rests stands up before walking. */
function rises({ actor }: Context) {
  return actor.position === 'resting' ? [postureChanged({ actor: actor.id, to: 'standing' })] : []
}

/** The verb of one direction, so that `n` and `north` are verbs of their own. */
export function directionVerb(direction: Direction): CommandType {
  return defineCommand({
    verb: direction,
    aliases: [shortDirections[direction]],
    priority: 1,
    help: {
      group: 'moving',
      brief: `Go ${direction}.`,
      more: `The way back is usually ${opposites[direction]}.`,
    },
    decide: (context) => walk(context, direction),
  })
}
