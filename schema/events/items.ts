/** Things change hands. The history of an item is the list of these events. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Item } from '../entities.ts'
import { beingId, holderId, itemId, prototypeId, roomId } from '../id-fields.ts'
import { thing } from '../views.ts'
import { mark, markFirst, type Named, named } from '../words.ts'
import { seenInRoom } from './seen.ts'

// The list of events reads this file's exports, and gold belongs to them.
export * from './gold.ts'

interface ItemView {
  actor: Named
  item: Named
  where?: Named
  target?: Named
  slot?: string
}

export const itemTaken = defineEvent({
  type: 'item-taken',
  about: 'Something was picked up, from the floor or out of a container.',
  data: z.strictObject({ actor: beingId, item: itemId, from: holderId, room: roomId }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    world.move(data.item, data.actor)
  },
  perceive: (world, data) =>
    seenInRoom(world, data.actor, {
      item: named(world, data.item),
      ...(data.from === data.room ? {} : { where: named(world, data.from) }),
    }),
  text: {
    actor: (view: ItemView) => `You take ${mark(view.item)}${outOf(view)}.`,
    others: (view: ItemView) => `${markFirst(view.actor)} takes ${mark(view.item)}${outOf(view)}.`,
  },
})

function outOf(view: ItemView): string {
  return view.where ? ` from ${mark(view.where)}` : ''
}

export const itemDropped = defineEvent({
  type: 'item-dropped',
  about: 'Something was put down in a room.',
  data: z.strictObject({ actor: beingId, item: itemId, room: roomId }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    world.move(data.item, data.room)
    world.patch<Item>(data.item, { worn: undefined })
  },
  perceive: (world, data) => seenInRoom(world, data.actor, { item: named(world, data.item) }),
  text: {
    actor: (view: ItemView) => `You put down ${mark(view.item)}.`,
    others: (view: ItemView) => `${markFirst(view.actor)} puts down ${mark(view.item)}.`,
  },
})

export const itemPut = defineEvent({
  type: 'item-put',
  about: 'Something was put into a container.',
  data: z.strictObject({ actor: beingId, item: itemId, into: itemId }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    world.move(data.item, data.into)
    world.patch<Item>(data.item, { worn: undefined })
  },
  perceive: (world, data) =>
    seenInRoom(world, data.actor, {
      item: named(world, data.item),
      where: named(world, data.into),
    }),
  text: {
    actor: (view: Required<ItemView>) => `You put ${mark(view.item)} into ${mark(view.where)}.`,
    others: (view: Required<ItemView>) =>
      `${markFirst(view.actor)} puts ${mark(view.item)} into ${mark(view.where)}.`,
  },
})

export const itemGiven = defineEvent({
  type: 'item-given',
  about: 'Something was handed to somebody.',
  data: z.strictObject({ actor: beingId, item: itemId, target: beingId }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    world.move(data.item, data.target)
    world.patch<Item>(data.item, { worn: undefined })
  },
  perceive: (world, data) =>
    seenInRoom(world, data.actor, {
      item: named(world, data.item),
      target: named(world, data.target),
    }),
  text: {
    actor: (view: Required<ItemView>) => `You give ${mark(view.item)} to ${mark(view.target)}.`,
    target: (view: Required<ItemView>) => `${markFirst(view.actor)} gives you ${mark(view.item)}.`,
    others: (view: Required<ItemView>) =>
      `${markFirst(view.actor)} gives ${mark(view.item)} to ${mark(view.target)}.`,
  },
})

export const itemWorn = defineEvent({
  type: 'item-worn',
  about: 'Something was put on, wielded or held.',
  data: z.strictObject({ actor: beingId, item: itemId, slot: z.string() }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    world.patch<Item>(data.item, { worn: data.slot })
  },
  perceive: (world, data) =>
    seenInRoom(world, data.actor, { item: named(world, data.item), slot: data.slot }),
  text: {
    actor: (view: Required<ItemView>) => `You ${wearVerb(view.slot)} ${mark(view.item)}.`,
    others: (view: Required<ItemView>) =>
      `${markFirst(view.actor)} ${wearVerb(view.slot)}s ${mark(view.item)}.`,
  },
})

function wearVerb(slot: string): string {
  if (slot === 'wield' || slot === 'weapon') return 'wield'
  return slot === 'hold' || slot === 'held' || slot === 'light' ? 'hold' : 'wear'
}

export const itemRemoved = defineEvent({
  type: 'item-removed',
  about: 'Something worn was taken off.',
  data: z.strictObject({ actor: beingId, item: itemId }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    world.patch<Item>(data.item, { worn: undefined })
  },
  perceive: (world, data) => seenInRoom(world, data.actor, { item: named(world, data.item) }),
  text: {
    actor: (view: ItemView) => `You stop using ${mark(view.item)}.`,
    others: (view: ItemView) => `${markFirst(view.actor)} stops using ${mark(view.item)}.`,
  },
})

const lidActs = ['opened', 'closed', 'locked', 'unlocked'] as const
const lidVerbs = { opened: 'open', closed: 'close', locked: 'lock', unlocked: 'unlock' } as const

export const containerChanged = defineEvent({
  type: 'container-changed',
  about: 'A container was opened, closed, locked or unlocked.',
  data: z.strictObject({ actor: beingId, item: itemId, act: z.enum(lidActs) }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    world.patch<Item>(data.item, {
      closed: data.act !== 'opened',
      locked: data.act === 'locked',
    })
  },
  perceive: (world, data) =>
    seenInRoom(world, data.actor, { item: named(world, data.item), slot: lidVerbs[data.act] }),
  text: {
    actor: (view: Required<ItemView>) => `You ${view.slot} ${mark(view.item)}.`,
    others: (view: Required<ItemView>) =>
      `${markFirst(view.actor)} ${view.slot}s ${mark(view.item)}.`,
  },
})

export const itemLoaded = defineEvent({
  type: 'item-loaded',
  about: 'An item came into existence (reset, quest reward, shop stock, builder).',
  data: z.strictObject({
    item: itemId,
    proto: prototypeId,
    place: holderId,
    count: z.int().positive().optional(),
    worn: z.string().optional(),
    /** Why it exists: reset line, quest, shop, builder. */
    reason: z.string(),
    /** Initial condition copied from the prototype at that moment. */
    state: z.record(z.string(), z.unknown()).optional(),
  }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data, meta) {
    const item: Item = {
      ...(data.state as Partial<Item>),
      id: data.item,
      kind: 'item',
      place: data.place,
      proto: data.proto,
      count: data.count ?? 1,
      made: meta.tick,
      ...(data.worn ? { worn: data.worn } : {}),
    }
    world.put(item)
  },
})

export const itemSplit = defineEvent({
  type: 'item-split',
  about: 'Some pieces of a stack became a stack of their own, so that they can go another way.',
  data: z.strictObject({ item: itemId, into: itemId, count: z.int().positive() }),
  subject: (data) => data.into,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    const stack = world.get(data.item)
    // A stack keeps at least one piece; asking for all of it is moving the stack itself.
    if (stack?.kind !== 'item' || stack.count <= data.count) return
    world.patch<Item>(data.item, { count: stack.count - data.count })
    const { worn: _worn, ...alike } = stack
    world.put({ ...alike, id: data.into, count: data.count })
  },
})

export const itemTransported = defineEvent({
  type: 'item-transported',
  about: 'Something came to another room, because its room ceased to exist.',
  data: z.strictObject({ item: itemId, from: roomId, to: roomId, reason: z.string() }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    world.move(data.item, data.to)
  },
  perceive: (world, data) => [
    { to: { room: data.to }, role: 'others', data: { item: named(world, data.item) } },
  ],
  text: { others: (view: ItemView) => `${markFirst(view.item)} is suddenly here.` },
})

export const itemDestroyed = defineEvent({
  type: 'item-destroyed',
  about: 'An item ceased to exist (eaten, burnt down, crumbled, sold, with its guest or its room).',
  data: z.strictObject({ item: itemId, reason: z.string(), actor: beingId.optional() }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    world.remove(data.item)
  },
})
