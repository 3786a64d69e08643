/** Shops: who keeps one here, what it has, and what things cost. */

import type { NewEvent } from '../../../schema/define-event.ts'
import type { Being, Item, Mobile } from '../../../schema/entities.ts'
import { itemDestroyed } from '../../../schema/events/items.ts'
import { speechUttered } from '../../../schema/events/speech.ts'
import { goldBurnt, goldMinted, shopRestocked, shopState } from '../../../schema/events/trade.ts'
import { ownOf } from '../../../schema/own.ts'
import { capital, mobilePrototype, prototypeOf } from '../../../schema/words.ts'
import { itemsAt, mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { ItemPrototype, Shop, Zone } from '../../../schema/world-file.ts'
import { timeAt } from '../../clock.ts'
import { type Context, type Decision, type Moment, reject } from '../../decision.ts'
import { find, type Refused, readNoun, refuse } from '../../nouns.ts'
import { type Feeling, feelingFor, isRefused, percentOf } from '../../rules/bonds.ts'
import { askedFor, priceFor, shelfPrice } from '../../rules/prices.ts'
import { partWith } from '../belongings.ts'

/** The most second-hand things of a shop; restocking throws out the rest. */
const secondHandMax = 30

/** A shop one can trade with now. */
export interface OpenShop {
  readonly keeper: Mobile
  readonly shop: Shop
  /** How many are left of each prototype that it always sells. */
  readonly stock: Readonly<Record<string, number>>
  /** The gold it can pay with. */
  readonly till: number
  /** Percent of its usual prices that this customer is asked. */
  readonly percent: number
  /** Events to record before a trade; none unless it was time to restock. */
  readonly restocking: readonly NewEvent[]
}

type Found = { readonly kind: 'found'; readonly shop: OpenShop } | Refused

/** The open shop here, or why nobody trades. `whom` picks one keeper of several. */
export function shopHere(context: Context, whom?: string): Found {
  const { world, room } = context
  const keepers = mobilesAt(world, room.id).filter(
    (mobile) => mobilePrototype(world, mobile.proto)?.shop !== undefined,
  )
  const [keeper] = whom ? named(context, whom, keepers) : keepers
  const shop = keeper && mobilePrototype(world, keeper.proto)?.shop
  if (!keeper || !shop) return refuse('no-shop', 'Nobody here has anything to sell.')
  if (keeper.position !== 'standing') {
    return refuse('busy', `${capital(keeper.name)} has other things to do just now.`)
  }
  if (!isOpen(world, shop, context.now)) {
    const [from, to] = shop.hours
    const closed = `The shop is closed. It opens from ${from} to ${to} o’clock.`
    return { kind: 'refused', decision: says(keeper, 'closed', shop.messages.closed, closed) }
  }
  const feeling = feelingTo(context, keeper)
  if (feeling && isRefused(feeling)) {
    const plain = `${capital(keeper.name)} will not trade with you.`
    return { kind: 'refused', decision: says(keeper, 'refused', undefined, plain) }
  }
  const percent = feeling ? percentOf(feeling) : 100
  return { kind: 'found', shop: { ...present(context, keeper, shop), percent } }
}

/** What the keeper feels for a customer; only those with a persona feel anything. */
function feelingTo({ world, actor, now }: Context, keeper: Mobile): Feeling | undefined {
  const hasFeelings = mobilePrototype(world, keeper.proto)?.persona !== undefined
  if (!hasFeelings || actor.kind !== 'character') return undefined
  return feelingFor(world, keeper.proto, actor, now.beat)
}

function named({ world }: Context, whom: string, keepers: readonly Mobile[]): readonly Mobile[] {
  const found = find(world, whom, keepers, { none: () => '' })
  return found.kind === 'found' ? found.entities : []
}

/** A refusal in the keeper's own words, where the world file has some. */
export function says(
  keeper: Being,
  code: string,
  words: string | undefined,
  plain: string,
): Decision {
  return reject(code, words ? `${capital(keeper.name)} says: “${words}”` : plain)
}

function isOpen(world: WorldReader, { hours }: Shop, now: Moment): boolean {
  const [from, to] = hours
  const { hour } = timeAt(world, now.beat)
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to
}

/**
 * The shop as it is now. It restocks and settles its gold as often as its zone is reset, but only
 * when somebody asks: a shop that nobody visits costs nothing.
 */
function present(
  { world, room, now }: Context,
  keeper: Mobile,
  shop: Shop,
): Omit<OpenShop, 'percent'> {
  const state = shopState(world, keeper.id)
  const zone = world.definitions.get<Zone>('zone', room.zone)
  const pauseBeats = ((zone?.resetMinutes ?? 15) * 60_000) / now.heartbeatMs
  if (state && now.beat - state.beat < pauseBeats) {
    return { keeper, shop, stock: state.stock, till: keeper.gold, restocking: [] }
  }
  const stock: Record<string, number> = {}
  for (const ware of shop.sells) stock[ware.item] = ware.stock
  const restocking: NewEvent[] = [shopRestocked({ keeper: keeper.id, beat: now.beat, stock })]
  const missing = shop.gold - keeper.gold
  if (missing > 0) {
    restocking.push(goldMinted({ to: keeper.id, amount: missing, reason: 'shop' }))
  } else if (missing < 0) {
    restocking.push(goldBurnt({ from: keeper.id, amount: -missing, reason: 'shop' }))
  }
  for (const item of secondHand(world, keeper).slice(secondHandMax)) {
    restocking.push(itemDestroyed({ item: item.id, reason: 'thrown out' }))
  }
  return { keeper, shop, stock, till: shop.gold, restocking }
}

/** The second-hand things that the keeper sells. */
export function secondHand(world: WorldReader, keeper: Mobile): Item[] {
  return itemsAt(world, keeper.id).filter(
    (item) => item.worn === undefined && (prototypeOf(world, item)?.value ?? 0) > 0,
  )
}

/** One line of a shop's list: a kind of thing from the shelf, or a second-hand piece. */
export interface Ware {
  /** What noun phrases are compared with; for a ware of the shelf its id is the prototype's. */
  readonly item: Item
  readonly shelf: boolean
  readonly price: number
  readonly count: number
}

/** Everything the shop sells now, in the order of its list. */
export function waresOf(world: WorldReader, open: OpenShop): Ware[] {
  const { keeper, shop, stock } = open
  const shelf = shop.sells.flatMap((ware): Ware[] => {
    const count = ownOf(stock, ware.item) ?? 0
    const prototype = world.definitions.get<ItemPrototype>('item', ware.item)
    if (!prototype || count === 0) return []
    const item = sample(ware.item, keeper.id)
    const price = askedOf(world, open, item, shelfPrice(shop, ware, prototype))
    return [{ item, shelf: true, price, count }]
  })
  const used = secondHand(world, keeper).map((item): Ware => {
    const usual = askedFor(shop, worth(world, { ...item, count: 1 }))
    const price = askedOf(world, open, { ...item, count: 1 }, usual)
    return { item, shelf: false, price, count: item.count }
  })
  return [...shelf, ...used]
}

/** Never less than the shop itself pays for the same, or friends would be a mint. */
function askedOf(world: WorldReader, open: OpenShop, item: Item, usual: number): number {
  return Math.max(priceFor(usual, open.percent), offerFor(world, open, item))
}

function sample(proto: string, place: string): Item {
  return { id: proto, kind: 'item', place, proto, count: 1, made: 0 }
}

/** What a thing is worth in its present condition, in coins: half a meal is worth half. */
export function worth(world: WorldReader, item: Item): number {
  const prototype = prototypeOf(world, item)
  if (!prototype) return 0
  const uses = prototype.consumable?.uses ?? 0
  const fuel = prototype.light?.fuelBeats ?? 0
  const left = uses > 1 ? (item.left ?? uses) / uses : fuel > 0 ? (item.fuel ?? fuel) / fuel : 1
  return Math.floor(prototype.value * item.count * Math.max(0, Math.min(1, left)))
}

/**
 * What the shop pays for a thing, in coins. It never pays more than it asks for the same thing on
 * its own shelf, whatever prices a builder sets.
 */
export function offerFor(world: WorldReader, { shop }: OpenShop, item: Item): number {
  const offer = Math.floor((worth(world, item) * shop.markdown) / 100)
  const own = shop.sells.find((ware) => ware.item === item.proto)?.price
  return own === undefined ? offer : Math.min(offer, own * item.count)
}

/** Why the shop does not want a thing at all, or null. */
export function unwanted(world: WorldReader, open: OpenShop, item: Item): Decision | null {
  const { keeper, shop } = open
  const prototype = prototypeOf(world, item)
  const flags: readonly string[] = prototype?.flags ?? []
  const wanted = prototype && (shop.buys as readonly string[]).includes(prototype.type)
  const name = capital(keeper.name)
  if (!wanted || flags.includes('no-sell') || flags.includes('quest')) {
    return says(keeper, 'not-wanted', shop.messages.noWish, `${name} does not deal in such things.`)
  }
  if (itemsAt(world, item.id).length > 0 || (item.gold ?? 0) > 0) {
    return reject('not-empty', 'There is still something in it.')
  }
  if (offerFor(world, open, item) < 1) {
    return reject('worthless', `${name} would not give a single coin for that.`)
  }
  return null
}

/** What the keeper says after a trade, where the world file has words for it. */
export function thanks(context: Context, open: OpenShop, occasion: 'bought' | 'sold'): NewEvent[] {
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

/** The portions that "sell oatcake" means: one of a stack, unless the phrase asks for more. */
export function toTrade(context: Context, phrase: string): ReturnType<typeof partWith> {
  const found = partWith(context, phrase)
  const { all, count } = readNoun(phrase)
  if (found.kind === 'refused' || all || count !== undefined) return found
  return { kind: 'found', portions: found.portions.map(({ item }) => ({ item, count: 1 })) }
}
