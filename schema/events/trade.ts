/**
 * Buying, selling and banking. Gold enters the world by being minted and leaves it by being burnt;
 * every other event only passes it on, so its sum can be proven from the log.
 */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character, Item, Record_ } from '../entities.ts'
import { beingId, characterId, itemId, mobileId, prototypeId } from '../id-fields.ts'
import type { BeingId, ItemId, MobileId, PrototypeId, RecordId } from '../ids.ts'
import { nobody, sheetOf, thing } from '../views.ts'
import { counted, mark, markFirst, type Named, named } from '../words.ts'
import { recordData, type WorldReader } from '../world.ts'
import { pay } from './gold.ts'
import { seenInRoom } from './seen.ts'

const amount = z.int().positive().max(1_000_000_000)
const price = z.int().min(0).max(1_000_000_000)

/** The stock of a shop by prototype, and when it was filled. */
export interface ShopState {
  readonly stock: Readonly<Record<PrototypeId, number>>
  /** World beat of the last restocking. */
  readonly beat: number
}

/** The record of a shopkeeper's stock, kept in the shopkeeper, so that it comes and goes with it. */
export function shopId(keeper: MobileId): RecordId {
  return `shop:${keeper}`
}

export function shopState(world: WorldReader, keeper: MobileId): ShopState | undefined {
  return recordData<ShopState>(world, shopId(keeper))
}

interface TradeView {
  actor: Named
  keeper: Named
  item: Named
  amount: number
  fee?: number
}

const coins = (many: number) => `{item}${counted(many, 'gold coin')}{/}`

export const goldMinted = defineEvent({
  type: 'gold-minted',
  about: 'Gold came into the world: a reward, or what a shop brings along in the morning.',
  data: z.strictObject({ to: beingId, amount, reason: z.string() }),
  subject: (data) => data.to,
  views: (_world, data) => [sheetOf(data.to)],
  evolve: (world, data) => pay(world, data.to, data.amount),
  perceive(world, data) {
    if (world.get(data.to)?.kind !== 'character') return []
    return [{ to: { character: data.to }, role: 'actor', data: { amount: data.amount } }]
  },
  text: { actor: (view: TradeView) => `You receive ${coins(view.amount)}.` },
})

export const goldBurnt = defineEvent({
  type: 'gold-burnt',
  about: 'Gold left the world: a fee, a fine, or what a shop takes home in the evening.',
  data: z.strictObject({ from: beingId, amount, reason: z.string() }),
  subject: (data) => data.from,
  views: (_world, data) => [sheetOf(data.from)],
  evolve: (world, data) => pay(world, data.from, -data.amount),
  perceive(world, data) {
    if (world.get(data.from)?.kind !== 'character') return []
    return [{ to: { character: data.from }, role: 'actor', data: { amount: data.amount } }]
  },
  text: { actor: (view: TradeView) => `You pay ${coins(view.amount)}.` },
})

export const shopRestocked = defineEvent({
  type: 'shop-restocked',
  about: 'A shopkeeper filled the shelves again.',
  data: z.strictObject({
    keeper: mobileId,
    beat: z.int(),
    stock: z.record(z.string(), z.int().min(0)),
  }),
  subject: (data) => data.keeper,
  views: nobody,
  evolve(world, data) {
    if (world.get(data.keeper)?.kind !== 'mobile') return
    const state: ShopState = { stock: data.stock, beat: data.beat }
    const { keeper } = data
    world.put({ id: shopId(keeper), kind: 'record', place: keeper, of: 'shop', data: state })
  },
})

export const stockTaken = defineEvent({
  type: 'stock-taken',
  about: 'A shopkeeper took something from the shelf to sell it.',
  data: z.strictObject({ keeper: mobileId, proto: prototypeId, count: z.int().positive() }),
  subject: (data) => data.keeper,
  views: nobody,
  evolve(world, data) {
    const state = shopState(world, data.keeper)
    if (!state) return
    const left = Math.max(0, (state.stock[data.proto] ?? 0) - data.count)
    const after: ShopState = { ...state, stock: { ...state.stock, [data.proto]: left } }
    world.patch<Record_>(shopId(data.keeper), { data: after })
  },
})

export const itemBought = defineEvent({
  type: 'item-bought',
  about: 'Somebody bought something from a shopkeeper.',
  data: z.strictObject({ actor: beingId, keeper: mobileId, item: itemId, price }),
  subject: (data) => data.item,
  views: (world, data) => [...thing(world, data.item), sheetOf(data.actor), sheetOf(data.keeper)],
  evolve(world, data) {
    world.move(data.item, data.actor)
    world.patch<Item>(data.item, { worn: undefined })
    pay(world, data.actor, -data.price)
    pay(world, data.keeper, data.price)
  },
  perceive: (world, data) => tradeSeen(world, data),
  text: {
    actor: (view: TradeView) => `You buy ${mark(view.item)} for ${coins(view.amount)}.`,
    others: (view: TradeView) => `${markFirst(view.actor)} buys ${mark(view.item)}.`,
  },
})

export const itemSold = defineEvent({
  type: 'item-sold',
  about: 'Somebody sold something to a shopkeeper.',
  data: z.strictObject({ actor: beingId, keeper: mobileId, item: itemId, price }),
  subject: (data) => data.item,
  views: (world, data) => [...thing(world, data.item), sheetOf(data.actor), sheetOf(data.keeper)],
  evolve(world, data) {
    world.move(data.item, data.keeper)
    world.patch<Item>(data.item, { worn: undefined })
    pay(world, data.actor, data.price)
    pay(world, data.keeper, -data.price)
  },
  perceive: (world, data) => tradeSeen(world, data),
  text: {
    actor: (view: TradeView) => `You sell ${mark(view.item)} for ${coins(view.amount)}.`,
    others: (view: TradeView) => `${markFirst(view.actor)} sells ${mark(view.item)}.`,
  },
})

function tradeSeen(
  world: WorldReader,
  data: { actor: BeingId; keeper: MobileId; item: ItemId; price: number },
) {
  return seenInRoom(world, data.actor, {
    item: named(world, data.item),
    keeper: named(world, data.keeper),
    amount: data.price,
  })
}

export const goldDeposited = defineEvent({
  type: 'gold-deposited',
  about: 'Somebody brought gold to the bank; the banker keeps the fee.',
  data: z.strictObject({ actor: characterId, banker: mobileId.optional(), amount, fee: price }),
  subject: (data) => data.actor,
  views: (_world, data) => [sheetOf(data.actor)],
  evolve(world, data) {
    const actor = world.get(data.actor)
    if (actor?.kind !== 'character') return
    const fee = Math.min(data.fee, data.amount)
    const toBanker = data.banker && world.get(data.banker)?.kind === 'mobile' ? fee : 0
    world.patch<Character>(data.actor, {
      gold: actor.gold - data.amount,
      bank: (actor.bank ?? 0) + data.amount - toBanker,
    })
    if (data.banker && toBanker > 0) pay(world, data.banker, toBanker)
  },
  perceive: (world, data) => bankSeen(world, data),
  text: {
    actor: (view: TradeView) =>
      view.fee
        ? `You bring ${coins(view.amount)} to the bank, of which it keeps ${view.fee}.`
        : `You bring ${coins(view.amount)} to the bank.`,
    others: (view: TradeView) => `${markFirst(view.actor)} brings some gold to the bank.`,
  },
})

export const goldWithdrawn = defineEvent({
  type: 'gold-withdrawn',
  about: 'Somebody took gold out of the bank.',
  data: z.strictObject({ actor: characterId, amount }),
  subject: (data) => data.actor,
  views: (_world, data) => [sheetOf(data.actor)],
  evolve(world, data) {
    const actor = world.get(data.actor)
    if (actor?.kind !== 'character') return
    world.patch<Character>(data.actor, {
      gold: actor.gold + data.amount,
      bank: (actor.bank ?? 0) - data.amount,
    })
  },
  perceive: (world, data) => bankSeen(world, data),
  text: {
    actor: (view: TradeView) => `You take ${coins(view.amount)} from the bank.`,
    others: (view: TradeView) => `${markFirst(view.actor)} takes some gold from the bank.`,
  },
})

/** Bystanders see that somebody does business, never how much. */
function bankSeen(world: WorldReader, data: { actor: BeingId; amount: number; fee?: number }) {
  const seen = seenInRoom(world, data.actor, {})
  const fee = data.fee ? { fee: data.fee } : {}
  return seen.map((one) =>
    one.role === 'actor' ? { ...one, data: { ...one.data, amount: data.amount, ...fee } } : one,
  )
}
