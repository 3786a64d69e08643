import { waresListed } from '../../../schema/answers/trade.ts'
import { itemName } from '../../../schema/words.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { shopHere, waresOf } from './shop.ts'

export const list = defineCommand({
  verb: 'list',
  aliases: ['wares'],
  priority: 60,
  arguments: [{ name: 'whom', kind: 'person', optional: true, after: ['from', 'of'] }],
  help: { group: 'trade', brief: 'See what a shop sells.', examples: ['list', 'list from maud'] },
  decide(context, args) {
    const found = shopHere(context, args.whom)
    if (found.kind === 'refused') return found.decision
    const { world } = context
    const { id, name } = found.shop.keeper
    const wares = waresOf(world, found.shop).map(({ item, price, count }) => ({
      id: item.id,
      name: itemName(world, { ...item, count: 1 }),
      price,
      count,
    }))
    return answer(waresListed({ keeper: { id, name }, wares }))
  },
})
