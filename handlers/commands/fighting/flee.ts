import type { Direction } from '../../../schema/directions.ts'
import { fightEnded, fleeFailed } from '../../../schema/events/combat.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { beingsIn } from '../../nouns.ts'
import { fleeChance } from '../../rules/hit.ts'
import { effectiveStats } from '../../rules/stats.ts'
import { noWay, openWays, walk } from '../moving/walk.ts'

/** Beats during which somebody who found no way out cannot act. */
const fleeLagBeats = 4

export const flee = defineCommand({
  verb: 'flee',
  aliases: ['retreat'],
  priority: 25,
  arguments: [{ name: 'direction', kind: 'direction', optional: true }],
  help: {
    group: 'fighting',
    brief: 'Run from a fight, by whatever way there is or the one you name.',
    examples: ['flee', 'flee north'],
  },
  decide: (context, args) => run(context, args.direction),
})

function run(context: Context, wished: Direction | undefined): Decision {
  const { world, actor, room, dice, now } = context
  const foes = beingsIn(world, room.id, actor.id).filter((one) => one.fighting === actor.id)
  if (!actor.fighting && foes.length === 0) return reject('no-fight', 'From what?')
  if (actor.health[0] <= 0) return reject('dead', 'It is too late for that.')
  const ways = openWays(room)
  if (wished && !ways.includes(wished)) return noWay(room, wished)
  const way = wished ? ways.find((one) => one === wished) : dice.pick(ways)
  const chance = fleeChance(
    effectiveStats(world, actor),
    foes.map((foe) => effectiveStats(world, foe)),
  )
  if (!way || !dice.chance(chance)) {
    return accept(fleeFailed({ actor: actor.id, busyUntil: now.beat + fleeLagBeats }))
  }
  const walked = walk(context, way, 'fled')
  if (walked.kind !== 'accept') return walked
  return { ...walked, events: [fightEnded({ actor: actor.id }), ...walked.events] }
}
