/**
 * What admins put right. An effect that should not have been is compensated by a new event, never
 * by touching the log; each of these names the position (`<tick>.<ordinal>`) that it reverses.
 *
 * Invariant: gold passes from one holder to another, or is minted or burnt by an event that says
 * so; things come and go by events of their own, so their history stays whole.
 */
import { z } from 'zod'
import { defineEvent, type Perception } from '../define-event.ts'
import type { Character, Item, Record_ } from '../entities.ts'
import { beingId, holderId, itemId, prototypeId, roomId } from '../id-fields.ts'
import type { BeingId, EntityId, HolderId, ItemId, RecordId, RoomId } from '../ids.ts'
import { sheetOf, type Touched, thing } from '../views.ts'
import { counted, itemName, mark, type Named, named } from '../words.ts'
import { beingIn, type WorldReader, type WorldWriter } from '../world.ts'
import { addGold, layPile } from './gold.ts'

const amount = z.int().positive().max(1_000_000_000)
const part = z.int().min(0).max(1_000_000_000)
const reversal = { by: beingId, reverses: z.string() }

/** The record that says that the event at a position has been reversed. */
export function reversalId(position: string): RecordId {
  return `reversal:${position}`
}

/** Remembers the position, so that nothing is reversed twice. */
function note(world: WorldWriter, { by, reverses }: { by: BeingId; reverses: string }): void {
  const record: Record_ = {
    id: reversalId(reverses),
    kind: 'record',
    place: '',
    of: 'reversal',
    data: { by },
  }
  world.put(record)
}

interface ReversalView {
  item: Named
  amount: number
}

const right = '{danger}A wrong is put right:{/}'
const coins = (view: ReversalView) => `{item}${counted(view.amount, 'gold coin')}{/}`

/** The being that carries a thing, however deep in other things. */
function keeperOf(world: WorldReader, thing: EntityId): BeingId | undefined {
  let at = world.get(thing)
  // Containers nest a few deep; the bound keeps a damaged world from hanging the tick.
  for (let depth = 0; at && depth < 16; depth += 1) {
    if (at.kind === 'character' || at.kind === 'mobile') return at.id
    at = world.get(at.place)
  }
  return undefined
}

/** The being that loses something is told as actor, the one that gets it as target. */
function told(
  world: WorldReader,
  who: { loses?: EntityId; gains?: EntityId },
  data: Readonly<Record<string, unknown>>,
): Perception[] {
  const loser = who.loses === undefined ? undefined : keeperOf(world, who.loses)
  const gainer = who.gains === undefined ? undefined : keeperOf(world, who.gains)
  return [
    ...(loser ? [{ to: { character: loser }, role: 'actor' as const, data }] : []),
    ...(gainer ? [{ to: { character: gainer }, role: 'target' as const, data }] : []),
  ]
}

export const itemReturned = defineEvent({
  type: 'item-returned',
  about: 'An admin had something brought back to where it was before an event.',
  data: z.strictObject({ item: itemId, to: holderId, ...reversal }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    note(world, data)
    world.move(data.item, data.to)
    world.patch<Item>(data.item, { worn: undefined })
  },
  perceive: (world, data) =>
    told(world, { loses: data.item, gains: data.to }, { item: named(world, data.item) }),
  text: {
    actor: (view: ReversalView) => `${right} ${mark(view.item)} is taken from you.`,
    target: (view: ReversalView) => `${right} ${mark(view.item)} comes back to you.`,
  },
})

export const itemUnmade = defineEvent({
  type: 'item-unmade',
  about: 'An admin had something taken out of the world that should never have come to be.',
  data: z.strictObject({ item: itemId, count: z.int().positive(), ...reversal }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    note(world, data)
    const thing = world.get(data.item)
    if (thing?.kind !== 'item') return
    if (thing.count > data.count) {
      return world.patch<Item>(data.item, { count: thing.count - data.count })
    }
    // What others have put into it stays.
    for (const inner of world.contents(data.item)) world.move(inner.id, thing.place)
    world.remove(data.item)
  },
  perceive: (world, data) => told(world, { loses: data.item }, { item: named(world, data.item) }),
  text: {
    actor: (view: ReversalView) => `${right} ${mark(view.item)} fades out of your hands.`,
  },
})

/** A thing as it was; what was not in it by itself (its contents) stands beside it. */
export const formerItem = z.strictObject({
  item: itemId,
  proto: prototypeId,
  place: holderId,
  count: z.int().positive(),
  made: z.int().min(0),
  /** Every other field that lasts; gold comes back by an event of its own. */
  state: z.record(z.string(), z.unknown()),
})
type FormerItem = z.infer<typeof formerItem>

function itemFrom({ item, proto, place, count, made, state }: FormerItem): Item {
  return { ...(state as Partial<Item>), id: item, kind: 'item', place, proto, count, made }
}

export const itemRemade = defineEvent({
  type: 'item-remade',
  about: 'An admin had something made again that had ceased to exist, with what was in it.',
  data: z.strictObject({ items: z.array(formerItem), ...reversal }),
  subject: (data) => data.items[0]?.item ?? '',
  views: (world, data) => data.items.flatMap(({ item }) => thing(world, item)),
  evolve(world, data) {
    note(world, data)
    for (const one of data.items) if (!world.get(one.item)) world.put(itemFrom(one))
  },
  perceive(world, { items: [first] }) {
    if (!first) return []
    const item: Named = {
      id: first.item,
      name: itemName(world, itemFrom(first)),
      kind: 'item',
    }
    return told(world, { gains: first.place }, { item })
  },
  text: {
    target: (view: ReversalView) => `${right} you have ${mark(view.item)} again.`,
  },
})

/** Takes gold from a holder; of a character, `bank` of it from the bank. */
function take(world: WorldWriter, from: HolderId, all: number, bank: number): void {
  const holder = world.get(from)
  const boxed = holder?.kind === 'character' ? Math.min(bank, all) : 0
  if (holder?.kind === 'character' && boxed > 0) {
    world.patch<Character>(holder.id, { bank: holder.bank - boxed })
  }
  if (all > boxed) addGold(world, from, boxed - all)
}

/** Gives gold to a holder. A pile that is gone is laid again in its room. */
function give(
  world: WorldWriter,
  { to, amount: all, room }: { to: HolderId; amount: number; room?: RoomId | undefined },
  tick: number,
): void {
  if (room !== undefined && !world.get(to)) {
    // Only a pile has a room beside its id.
    return layPile(world, { id: to as ItemId, room, amount: all, tick })
  }
  addGold(world, to, all)
}

/** Who or what holds gold: a purse, or a pile in a room. */
function gold(world: WorldReader, id: EntityId): Touched[] {
  return [sheetOf(id), ...thing(world, id)]
}

export const goldReturned = defineEvent({
  type: 'gold-returned',
  about: 'An admin had gold brought back to whom or what it came from, as far as it was there.',
  data: z.strictObject({
    from: holderId,
    to: holderId,
    amount,
    /** How much of it is taken from the bank. */
    bank: part,
    /** How much should have come back besides, and is not there. */
    missing: part,
    /** Where the pile lay that takes it in, if that is gone. */
    room: roomId.optional(),
    ...reversal,
  }),
  subject: (data) => data.to,
  views: (world, data) => [...gold(world, data.from), ...gold(world, data.to)],
  evolve(world, data, meta) {
    note(world, data)
    take(world, data.from, data.amount, data.bank)
    give(world, data, meta.tick)
  },
  perceive: (world, data) =>
    told(world, { loses: data.from, gains: data.to }, { amount: data.amount }),
  text: {
    actor: (view: ReversalView) => `${right} ${coins(view)} are taken from you.`,
    target: (view: ReversalView) => `${right} ${coins(view)} come back to you.`,
  },
})

export const goldUnmade = defineEvent({
  type: 'gold-unmade',
  about: 'An admin had gold taken out of the world that should never have come into it.',
  data: z.strictObject({ from: holderId, amount, bank: part, missing: part, ...reversal }),
  subject: (data) => data.from,
  views: (world, data) => gold(world, data.from),
  evolve(world, data) {
    note(world, data)
    take(world, data.from, data.amount, data.bank)
  },
  perceive: (world, data) => told(world, { loses: data.from }, { amount: data.amount }),
  text: {
    actor: (view: ReversalView) => `${right} ${coins(view)} are taken from you.`,
  },
})

export const goldRemade = defineEvent({
  type: 'gold-remade',
  about: 'An admin had gold come into the world again that should not have left it.',
  data: z.strictObject({ to: holderId, amount, room: roomId.optional(), ...reversal }),
  subject: (data) => data.to,
  views: (world, data) => gold(world, data.to),
  evolve(world, data, meta) {
    note(world, data)
    give(world, data, meta.tick)
  },
  perceive: (world, data) => told(world, { gains: data.to }, { amount: data.amount }),
  text: {
    target: (view: ReversalView) => `${right} ${coins(view)} come back to you.`,
  },
})

/** The gold that a being or thing could give back: from purse and bank, or from what lies in it. */
export function goldToTake(world: WorldReader, holder: HolderId): { purse: number; bank: number } {
  const being = beingIn(world, holder)
  if (being) return { purse: being.gold, bank: being.kind === 'character' ? being.bank : 0 }
  const thing = world.get(holder)
  return { purse: thing?.kind === 'item' ? (thing.gold ?? 0) : 0, bank: 0 }
}
