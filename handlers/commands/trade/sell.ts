import type { NewEvent } from '../../../schema/define-event.ts'
import { itemSold } from '../../../schema/events/trade.ts'
import { capital } from '../../../schema/words.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { moving } from '../../portions.ts'
import { type OpenShop, offerFor, shopHere, thanks, toTrade, unwanted } from './shop.ts'

export const sell = defineCommand({
  verb: 'sell',
  arguments: [
    { name: 'what', kind: 'thing' },
    { name: 'whom', kind: 'person', optional: true, after: ['to'] },
  ],
  help: {
    group: 'trade',
    brief: 'Sell something you carry to a shop.',
    examples: ['sell knife', 'sell all.herring'],
  },
  decide(context, args) {
    const found = shopHere(context, args.whom)
    return found.kind === 'refused' ? found.decision : offer(context, found.shop, args.what)
  },
})

function offer(context: Context, open: OpenShop, phrase: string): Decision {
  const { world, actor } = context
  const found = toTrade(context, phrase)
  if (found.kind === 'refused') return found.decision
  const { keeper } = open
  const events: NewEvent[] = [...open.restocking]
  let { till } = open
  let why: Decision | null = null
  for (const portion of found.portions) {
    const item = { ...portion.item, count: portion.count }
    const price = offerFor(world, open, item)
    const hindrance = unwanted(world, open, item)
    if (hindrance || price > till) {
      why ??= hindrance ?? reject('poor', `${capital(keeper.name)} cannot pay you that much today.`)
      continue
    }
    till -= price
    events.push(
      ...moving(context, [portion], (id) =>
        itemSold({ actor: actor.id, keeper: keeper.id, item: id, price }),
      ),
    )
  }
  if (events.length === open.restocking.length) return why ?? reject('nothing', 'You sell nothing.')
  return accept([...events, ...thanks(context, open, 'sold')])
}
