/** Shops: `list`, `buy`, `value`, `sell`. */
import { valueTold, waresListed } from '../../schema/answers/trade.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { itemLoaded, itemSplit } from '../../schema/events/items.ts'
import { speechUttered } from '../../schema/events/speech.ts'
import { itemBought, itemSold, stockTaken } from '../../schema/events/trade.ts'
import { capital, itemName, named } from '../../schema/words.ts'
import type { ItemPrototype } from '../../schema/world-file.ts'
import { partWith } from '../belongings.ts'
import { accept, answer, type Context, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import { find, readNoun } from '../nouns.ts'
import { moving } from '../portions.ts'
import { initialState } from '../rules/making.ts'
import { type OpenShop, offerFor, says, shopHere, unwanted, type Ware, waresOf } from '../shop.ts'

/** One purchase stays one small piece of a tick. */
const piecesMax = 20

export const tradeCommands: readonly CommandType[] = [
  defineCommand({
    verb: 'list',
    aliases: ['wares'],
    priority: 60,
    arguments: [{ name: 'whom', kind: 'person', optional: true, after: ['from', 'of'] }],
    help: { group: 'trade', brief: 'See what a shop sells.', examples: ['list', 'list from maud'] },
    decide(context, args) {
      const found = shopHere(context, args.whom)
      return found.kind === 'refused' ? found.decision : answer(listing(context, found.shop))
    },
  }),
  defineCommand({
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
      return found.kind === 'refused' ? found.decision : buy(context, found.shop, args.what ?? '')
    },
  }),
  defineCommand({
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
      return found.kind === 'refused' ? found.decision : sell(context, found.shop, args.what ?? '')
    },
  }),
  defineCommand({
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
      return found.kind === 'refused' ? found.decision : value(context, found.shop, args.what ?? '')
    },
  }),
]

function listing({ world }: Context, open: OpenShop) {
  const { id, name } = open.keeper
  const wares = waresOf(world, open).map(({ item, price, count }) => ({
    id: item.id,
    name: itemName(world, { ...item, count: 1 }),
    price,
    count,
  }))
  return waresListed({ keeper: { id, name }, wares })
}

function buy(context: Context, open: OpenShop, phrase: string): Decision {
  const { world, actor } = context
  const { keeper, shop } = open
  const wares = waresOf(world, open)
  const ware = wareOf(context, wares, phrase)
  if (!ware) {
    const name = capital(keeper.name)
    const none = `${name} does not sell that. Try “list”.`
    return says(keeper, 'not-sold', shop.messages.noSuch, none)
  }
  if ('kind' in ware) return ware
  const { count: wanted } = readNoun(phrase)
  const count = Math.min(Math.max(1, wanted), piecesMax, ware.count)
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

/** What the keeper says after a trade, where the world file has words for it. */
function thanks(context: Context, open: OpenShop, occasion: 'bought' | 'sold'): NewEvent[] {
  const words = open.shop.messages[occasion]
  if (!words) return []
  const { id } = open.keeper
  return [
    speechUttered({
      actor: id,
      room: context.room.id,
      how: 'ask',
      words,
      target: context.actor.id,
    }),
  ]
}

/** What is meant by "sell oatcake": one of a stack, unless more are asked for. */
function toTrade(context: Context, phrase: string): ReturnType<typeof partWith> {
  const found = partWith(context, phrase)
  const { all, count } = readNoun(phrase)
  if (found.kind === 'refused' || all || count > 0) return found
  return { kind: 'found', portions: found.portions.map(({ item }) => ({ item, count: 1 })) }
}

function sell(context: Context, open: OpenShop, phrase: string): Decision {
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
    const hindrance = unwanted(world, open, { ...portion.item, count: portion.count })
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

function value(context: Context, open: OpenShop, phrase: string): Decision {
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
