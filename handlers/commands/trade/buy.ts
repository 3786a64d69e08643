import type { NewEvent } from '../../../schema/define-event.ts'
import { itemLoaded, itemSplit } from '../../../schema/events/items.ts'
import { itemBought, stockTaken } from '../../../schema/events/trade.ts'
import { capital } from '../../../schema/words.ts'
import type { ItemPrototype } from '../../../schema/world-file.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { find, readNoun, unmeant } from '../../nouns.ts'
import { initialState } from '../../rules/making.ts'
import { type OpenShop, says, shopHere, thanks, type Ware, waresOf } from './shop.ts'

/** The most pieces of one purchase: a command must stay a small part of a tick. */
const piecesMax = 20

export const buy = defineCommand({
  verb: 'buy',
  arguments: [
    { name: 'what', kind: 'thing' },
    { name: 'whom', kind: 'person', optional: true, after: ['from'] },
  ],
  help: {
    group: 'trade',
    brief: 'Buy something that a shop sells.',
    more: 'A number alone means that line of the list.',
    examples: ['buy lantern', 'buy 3 oatcakes', 'buy 2', 'buy ale from maud'],
  },
  decide(context, args) {
    const found = shopHere(context, args.whom)
    return found.kind === 'refused' ? found.decision : purchase(context, found.shop, args.what)
  },
})

function purchase(context: Context, open: OpenShop, phrase: string): Decision {
  const { world, actor } = context
  const { keeper, shop } = open
  const noun = readNoun(phrase.replace(/^#/, ''))
  const why = unmeant(noun)
  if (why) return why.decision
  const wares = waresOf(world, open)
  const ware = wareOf(context, wares, phrase)
  if (!ware) {
    const name = capital(keeper.name)
    const none = `${name} does not sell that. Try “list”.`
    return says(keeper, 'not-sold', shop.messages.noSuch, none)
  }
  if ('kind' in ware) return ware
  const wanted = noun.count ?? 1
  const count = Math.min(wanted, piecesMax, ware.count)
  if (wanted > count) return reject('not-so-many', `You can have ${count} of them just now.`)
  const price = ware.price * count
  if (actor.gold < price) {
    const plain = `That is ${price} gold, and you have ${actor.gold}.`
    return says(keeper, 'no-gold', shop.messages.noMoney, plain)
  }
  const handed = ware.shelf
    ? fromShelf(context, open, ware, count)
    : fromCounter(context, open, ware, count)
  return accept([...open.restocking, ...handed, ...thanks(context, open, 'bought')])
}

/** The line of the list that is meant, a refusal when the phrase fits several, or nothing. */
function wareOf(
  { world }: Context,
  wares: readonly Ware[],
  phrase: string,
): Ware | Decision | undefined {
  const line = /^#?(\d{1,3})$/.exec(phrase.trim())
  if (line) return wares[Number(line[1]) - 1]
  const samples = wares.map(({ item }) => ({ ...item, count: 1 }))
  const found = find(world, phrase, samples, { none: () => '' })
  if (found.kind === 'found') {
    const [first] = found.entities
    return wares.find(({ item }) => item.id === first?.id)
  }
  const { decision } = found
  return decision.kind === 'reject' && decision.code === 'which-one' ? decision : undefined
}

function fromShelf(context: Context, open: OpenShop, ware: Ware, count: number): NewEvent[] {
  const { world, actor } = context
  const { proto } = ware.item
  const keeper = open.keeper.id
  const prototype = world.definitions.get<ItemPrototype>('item', proto)
  if (!prototype) return []
  const state = initialState(prototype)
  const events: NewEvent[] = [stockTaken({ keeper, proto, count })]
  const stacks = prototype.stackable ? 1 : count
  for (let made = 0; made < stacks; made += 1) {
    const item = context.newId('i')
    const pieces = prototype.stackable ? count : 1
    const price = ware.price * pieces
    events.push(itemLoaded({ item, proto, place: keeper, count: pieces, reason: 'shop', state }))
    events.push(itemBought({ actor: actor.id, keeper, item, price }))
  }
  return events
}

function fromCounter(context: Context, open: OpenShop, ware: Ware, count: number): NewEvent[] {
  const { item, price } = ware
  const bought = (id: string, pieces: number) =>
    itemBought({ actor: context.actor.id, keeper: open.keeper.id, item: id, price: price * pieces })
  if (count >= item.count) return [bought(item.id, item.count)]
  const into = context.newId('i')
  return [itemSplit({ item: item.id, into, count }), bought(into, count)]
}
