/**
 * Buying, selling and banking. Gold enters the world by being minted and leaves it by being burnt;
 * every other event only passes it on, so its sum can be proven from the log.
 */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character, Item, Mobile, Record_ } from '../entities.ts'
import type { EntityId } from '../ids.ts'
import { counted, mark, markFirst, type Named, named } from '../words.ts'
import type { WorldReader, WorldWriter } from '../world.ts'
import { seenInRoom } from './seen.ts'

const id = z.string()
const amount = z.int().positive().max(1_000_000_000)
const price = z.int().min(0).max(1_000_000_000)

/** What a shop has left of what it sells by itself, by prototype, and when that was put there. */
export interface ShopState {
  readonly stock: Readonly<Record<EntityId, number>>
  /** World beat of the last restocking. */
  readonly beat: number
}

/** Where the shelf of a shopkeeper is kept: beside its belongings, so that it comes and goes with it. */
export function shopId(keeper: EntityId): EntityId {
  return `shop:${keeper}`
}

export function shopState(world: WorldReader, keeper: EntityId): ShopState | undefined {
  const record = world.get(shopId(keeper))
  return record?.kind === 'record' && record.of === 'shop' ? (record.data as ShopState) : undefined
}

function pay(world: WorldWriter, being: EntityId, change: number): void {
  const holder = world.get(being)
  if (holder?.kind !== 'character' && holder?.kind !== 'mobile') return
  world.patch<Character | Mobile>(being, { gold: (holder.gold ?? 0) + change })
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
  data: z.strictObject({ to: id, amount, reason: z.string() }),
  subject: (data) => data.to,
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
  data: z.strictObject({ from: id, amount, reason: z.string() }),
  subject: (data) => data.from,
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
    keeper: id,
    beat: z.int(),
    stock: z.record(z.string(), z.int().min(0)),
  }),
  subject: (data) => data.keeper,
  evolve(world, data) {
    if (world.get(data.keeper)?.kind !== 'mobile') return
    const state: ShopState = { stock: data.stock, beat: data.beat }
    const shelf: Record_ = {
      id: shopId(data.keeper),
      kind: 'record',
      place: data.keeper,
      of: 'shop',
      data: state,
    }
    world.put(shelf)
  },
})

export const stockTaken = defineEvent({
  type: 'stock-taken',
  about: 'A shopkeeper took something from the shelf to sell it.',
  data: z.strictObject({ keeper: id, proto: id, count: z.int().positive() }),
  subject: (data) => data.keeper,
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
  data: z.strictObject({ actor: id, keeper: id, item: id, price }),
  subject: (data) => data.item,
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
  data: z.strictObject({ actor: id, keeper: id, item: id, price }),
  subject: (data) => data.item,
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
  data: { actor: string; keeper: string; item: string; price: number },
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
  data: z.strictObject({ actor: id, banker: id.optional(), amount, fee: price }),
  subject: (data) => data.actor,
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
  data: z.strictObject({ actor: id, amount }),
  subject: (data) => data.actor,
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
function bankSeen(world: WorldReader, data: { actor: string; amount: number; fee?: number }) {
  const seen = seenInRoom(world, data.actor, {})
  const fee = data.fee ? { fee: data.fee } : {}
  return seen.map((one) =>
    one.role === 'actor' ? { ...one, data: { ...one.data, amount: data.amount, ...fee } } : one,
  )
}
