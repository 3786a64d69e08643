import { valueTold } from '../../../schema/answers/trade.ts'
import { itemName, named } from '../../../schema/words.ts'
import { answer, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { type OpenShop, offerFor, shopHere, toTrade, unwanted } from './shop.ts'

export const value = defineCommand({
  verb: 'value',
  aliases: ['appraise'],
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'trade',
    brief: 'Hear what a shop would give you for something.',
    examples: ['value knife'],
  },
  decide(context, args) {
    const found = shopHere(context)
    return found.kind === 'refused' ? found.decision : appraise(context, found.shop, args.what)
  },
})

function appraise(context: Context, open: OpenShop, phrase: string): Decision {
  const { world } = context
  const found = toTrade(context, phrase)
  if (found.kind === 'refused') return found.decision
  const [portion] = found.portions
  if (!portion) return reject('nothing', 'You carry nothing like that.')
  const item = { ...portion.item, count: portion.count }
  const { id, name } = open.keeper
  return (
    unwanted(world, open, item) ??
    answer(
      valueTold({
        keeper: { id, name },
        item: { ...named(world, item.id), name: itemName(world, item) },
        price: offerFor(world, open, item),
      }),
    )
  )
}
