/** Walking: `go north`, `north`, `n`. */
import {
  type Direction,
  directions,
  opposites,
  shortDirections,
  towards,
} from '../../schema/directions.ts'
import { bare, characterMoved } from '../../schema/events/movement.ts'
import { accept, type Context, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import { barredBy } from '../guards.ts'
import { staggers } from '../rules/drink.ts'
import { lookAround, visibleExits } from '../scene.ts'
import { rises } from './rest.ts'

/** Leaves by `direction` if there is an open way. Shared by walking, fleeing, following and mobiles. */
export function walk(context: Context, direction: Direction, manner?: string): Decision {
  const { world, actor, room, dice } = context
  if (!manner && !actor.fighting && staggers(world, actor, dice)) {
    const ways = visibleExits(room).filter(({ door }) => door === undefined || door === 'open')
    const way = dice.pick(ways)
    // Even drunk feet do not go through walls; with one way only they find it.
    if (way && way.dir !== direction) return walk(context, way.dir as Direction, 'staggered')
  }
  const exit = room.exits[direction]
  if (!exit || (exit.hidden && exit.door?.state !== 'open')) {
    return reject(
      'no-exit',
      `You cannot go ${towards(direction).replace('to the ', '')} from here.`,
      direction,
    )
  }
  if (exit.door && exit.door.state !== 'open') {
    return reject('door-closed', `The ${bare(exit.door.name)} is closed.`)
  }
  if (actor.position === 'fighting' && manner !== 'fled') {
    return reject('fighting', 'You are in the middle of a fight! Try to flee.')
  }
  const barred = manner === 'fled' ? null : barredBy(world, actor, room, direction)
  if (barred) return reject('guarded', barred)
  const beyond = world.room(exit.to)
  if (!beyond) return reject('no-exit', 'The way ends in nothing.', direction)
  const moved = characterMoved({
    actor: actor.id,
    from: room.id,
    to: exit.to,
    direction,
    ...(manner ? { manner } : {}),
  })
  return accept([...rises(context), moved], (after) =>
    lookAround(after, { ...actor, place: exit.to }),
  )
}

export const go = defineCommand({
  verb: 'go',
  aliases: ['walk'],
  priority: 2,
  arguments: [{ name: 'direction', kind: 'direction' }],
  help: { group: 'moving', brief: 'Walk in a direction.', examples: ['go north', 'north', 'n'] },
  decide: (context, args) => walk(context, args.direction as Direction),
})

/** One command for each direction, so that `n` and `north` are verbs of their own. */
export const wayCommands: readonly CommandType[] = directions.map((direction) =>
  defineCommand({
    verb: direction,
    aliases: [shortDirections[direction]],
    priority: 1,
    help: {
      group: 'moving',
      brief: `Go ${direction}.`,
      more: `The way back is usually ${opposites[direction]}.`,
    },
    decide: (context) => walk(context, direction),
  }),
)
