/**
 * Gold changes hands. Gold is a number of its holder, or of the thing it lies in; what lies loose
 * in a room is a pile, a thing that exists only while there is gold in it.
 *
 * Invariant: every one of these events takes from one side exactly what it adds to the other.
 */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character, Item, Mobile } from '../entities.ts'
import { beingId, itemId, roomId } from '../id-fields.ts'
import type { EntityId, ItemId, RoomId } from '../ids.ts'
import { roomAt, sheetOf, thing } from '../views.ts'
import { counted, mark, markFirst, type Named, named } from '../words.ts'
import type { WorldWriter } from '../world.ts'
import { seenInRoom } from './seen.ts'

const amount = z.int().positive().max(1_000_000_000)

/** The prototype of a pile of gold, which no world file declares. */
export const goldPile = 'gold'

interface GoldView {
  actor: Named
  amount: number
  where: Named
  target: Named
  pile: boolean
}

/** "1 gold coin", "12 gold coins" */
function goldWords(coins: number): string {
  return counted(coins, 'gold coin')
}

export function pay(world: WorldWriter, being: EntityId, change: number): void {
  const holder = world.get(being)
  if (holder?.kind !== 'character' && holder?.kind !== 'mobile') return
  world.patch<Character | Mobile>(holder.id, { gold: (holder.gold ?? 0) + change })
}

/** Adds to the gold in a thing; a pile is named after what is in it and goes with its last coin. */
function fill(world: WorldWriter, thing: EntityId, change: number): void {
  const item = world.get(thing)
  if (item?.kind !== 'item') return
  const gold = (item.gold ?? 0) + change
  if (item.proto !== goldPile) world.patch<Item>(item.id, { gold: gold === 0 ? undefined : gold })
  else if (gold === 0) world.remove(item.id)
  else world.patch<Item>(item.id, { gold, name: pileName(gold) })
}

/** Adds to what a being or a thing holds (negative: takes from it). An unknown holder: no effect. */
export function addGold(world: WorldWriter, holder: EntityId, change: number): void {
  pay(world, holder, change)
  fill(world, holder, change)
}

interface NewPile {
  readonly id: ItemId
  readonly room: RoomId
  readonly amount: number
  /** The tick in which it is laid. */
  readonly tick: number
}

/** Adds to the pile of that id, or lays it again; nothing happens where something else has that id. */
export function spillGold(world: WorldWriter, pile: NewPile): void {
  const known = world.get(pile.id)
  if (!known) layPile(world, pile)
  else if (known.kind === 'item' && known.proto === goldPile) fill(world, pile.id, pile.amount)
}

/** Lays a new pile of gold into a room. */
export function layPile(world: WorldWriter, pile: NewPile): void {
  const laid: Item = {
    id: pile.id,
    kind: 'item',
    place: pile.room,
    proto: goldPile,
    count: 1,
    made: pile.tick,
    name: pileName(pile.amount),
    keywords: ['gold', 'coins', 'coin', 'pile', 'money'],
    gold: pile.amount,
  }
  world.put(laid)
}

function pileName(gold: number): string {
  return gold === 1 ? 'a gold coin' : `a pile of ${gold} gold coins`
}

export const goldTaken = defineEvent({
  type: 'gold-taken',
  about: 'Gold was taken from a pile or out of a container.',
  data: z.strictObject({ actor: beingId, from: itemId, amount }),
  subject: (data) => data.actor,
  views: (world, data) => [sheetOf(data.actor), ...thing(world, data.from)],
  evolve(world, data) {
    fill(world, data.from, -data.amount)
    pay(world, data.actor, data.amount)
  },
  perceive(world, data) {
    const from = world.get(data.from)
    const pile = from?.kind === 'item' && from.proto === goldPile
    return seenInRoom(world, data.actor, {
      amount: data.amount,
      where: named(world, data.from),
      pile,
    })
  },
  text: {
    actor: (view: GoldView) => `You take {item}${goldWords(view.amount)}{/}${outOf(view)}.`,
    others: (view: GoldView) => `${markFirst(view.actor)} takes some gold${outOf(view)}.`,
  },
})

function outOf(view: GoldView): string {
  return view.pile ? '' : ` from ${mark(view.where)}`
}

export const goldDropped = defineEvent({
  type: 'gold-dropped',
  about: 'Gold was put down in a room, onto the pile that lies there or as a new one.',
  data: z.strictObject({ actor: beingId, room: roomId, pile: itemId, amount }),
  subject: (data) => data.actor,
  views: (_world, data) => [sheetOf(data.actor), roomAt(data.room)],
  evolve(world, data, meta) {
    pay(world, data.actor, -data.amount)
    if (world.get(data.pile)) return fill(world, data.pile, data.amount)
    layPile(world, { id: data.pile, room: data.room, amount: data.amount, tick: meta.tick })
  },
  perceive: (world, data) => seenInRoom(world, data.actor, { amount: data.amount }),
  text: {
    actor: (view: GoldView) => `You put down {item}${goldWords(view.amount)}{/}.`,
    others: (view: GoldView) => `${markFirst(view.actor)} puts down some gold.`,
  },
})

export const goldPut = defineEvent({
  type: 'gold-put',
  about: 'Gold was put into a container.',
  data: z.strictObject({ actor: beingId, into: itemId, amount }),
  subject: (data) => data.actor,
  views: (_world, data) => [sheetOf(data.actor)],
  evolve(world, data) {
    pay(world, data.actor, -data.amount)
    fill(world, data.into, data.amount)
  },
  perceive: (world, data) =>
    seenInRoom(world, data.actor, { amount: data.amount, where: named(world, data.into) }),
  text: {
    actor: (view: GoldView) =>
      `You put {item}${goldWords(view.amount)}{/} into ${mark(view.where)}.`,
    others: (view: GoldView) => `${markFirst(view.actor)} puts some gold into ${mark(view.where)}.`,
  },
})

export const goldGiven = defineEvent({
  type: 'gold-given',
  about: 'Gold was handed to somebody.',
  data: z.strictObject({ actor: beingId, target: beingId, amount }),
  subject: (data) => data.actor,
  views: (_world, data) => [sheetOf(data.actor), sheetOf(data.target)],
  evolve(world, data) {
    pay(world, data.actor, -data.amount)
    pay(world, data.target, data.amount)
  },
  perceive: (world, data) =>
    seenInRoom(world, data.actor, { amount: data.amount, target: named(world, data.target) }),
  text: {
    actor: (view: GoldView) =>
      `You give {item}${goldWords(view.amount)}{/} to ${mark(view.target)}.`,
    target: (view: GoldView) =>
      `${markFirst(view.actor)} gives you {item}${goldWords(view.amount)}{/}.`,
    others: (view: GoldView) => `${markFirst(view.actor)} gives ${mark(view.target)} some gold.`,
  },
})
