import { described } from '../../../schema/answers/things.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { mark, named } from '../../../schema/words.ts'
import type { WorldReader } from '../../../schema/world.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { whyNoFight } from '../../rules/fight.ts'
import { effectiveStats } from '../../rules/stats.ts'
import { somebodyElse } from './fights.ts'

/** What one hears of somebody that is at least `from` percent stronger than oneself. */
const comparisons: readonly (readonly [from: number, text: string])[] = [
  [-1000, 'You could do it in your sleep.'],
  [-60, 'That would be no challenge.'],
  [-25, 'You should win that one.'],
  [-8, 'It would be a fair fight.'],
  [15, 'You would need some luck.'],
  [45, 'You would need a great deal of luck.'],
  [100, 'It would be the last thing you do.'],
]

export const consider = defineCommand({
  verb: 'consider',
  aliases: ['con'],
  arguments: [{ name: 'whom', kind: 'person' }],
  help: {
    group: 'fighting',
    brief: 'Weigh up somebody before you fight them.',
    examples: ['consider wolf'],
  },
  decide(context, args) {
    const found = somebodyElse(context, args.whom)
    if (found.kind === 'refused') return found.decision
    const { world, actor } = context
    const odds = strengthOf(world, found.being) * 100
    const own = Math.max(1, strengthOf(world, actor))
    const share = Math.floor(odds / own) - 100
    const text = comparisons.findLast(([from]) => share >= from)?.[1] ?? ''
    const why = whyNoFight(world, actor, found.being)
    const words = `You look ${mark(named(world, found.being.id))} up and down. ${text}`
    return answer(described({ text: why ? `${words} But: ${why.text}` : words }))
  },
})

/** How long somebody lasts times how hard it strikes: a rough measure for comparisons. */
function strengthOf(world: WorldReader, being: Character | Mobile): number {
  const stats = effectiveStats(world, being)
  const [count, sides, plus] = stats.dice
  const blow = (count * (sides + 1)) / 2 + plus + stats.damage
  const aim = Math.max(1, 11 + stats.attack)
  const guard = 10 + stats.armour / 2
  return Math.max(1, Math.floor(being.health[0] * Math.max(1, blow) * aim * guard))
}
