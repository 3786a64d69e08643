/** Things are used up: eaten, drunk, burnt down. Stacks of alike things become one. */
import { z } from 'zod'
import { defineEvent, type Perception } from '../define-event.ts'
import type { Item } from '../entities.ts'
import { fillLine } from '../fill-line.ts'
import { beingId, itemId, prototypeId, roomId } from '../id-fields.ts'
import { thing } from '../views.ts'
import { mark, markFirst, type Named, named } from '../words.ts'
import { roomOf, type WorldReader } from '../world.ts'
import { seenInRoom } from './seen.ts'

const beat = z.int().min(0).max(1_000_000_000_000)

export const itemUsed = defineEvent({
  type: 'item-used',
  about: 'Something was eaten, drunk, read out or used in another way; one use of it is gone.',
  data: z.strictObject({
    actor: beingId,
    item: itemId,
    proto: prototypeId,
    room: roomId,
    how: z.enum(['eat', 'drink', 'quaff', 'recite', 'use']),
    /** Uses left in it. */
    left: z.int().min(0).max(1000),
    lines: z.strictObject({ self: z.string(), others: z.string().optional() }),
  }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    if (world.get(data.item)?.kind === 'item') world.patch<Item>(data.item, { left: data.left })
  },
  perceive(world, data) {
    const { lines } = data
    const seen = seenInRoom(world, data.actor, { item: named(world, data.item) })
    return seen.flatMap((one): Perception[] => {
      const line = one.role === 'actor' ? lines.self : lines.others
      return line ? [{ ...one, data: { ...one.data, line } }] : []
    })
  },
  text: {
    actor: (view: { actor: Named; item: Named; line: string }) =>
      fillLine(view.line, view, 'actor'),
    others: (view: { actor: Named; item: Named; line: string }) => fillLine(view.line, view),
  },
})

interface LightView {
  actor: Named
  item: Named
}

export const lightLit = defineEvent({
  type: 'light-lit',
  about: 'A light was lit; it burns until a beat of the world, or for ever.',
  data: z.strictObject({ actor: beingId, item: itemId, until: beat.optional() }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    if (world.get(data.item)?.kind !== 'item') return
    // Nothing happens while it burns, so the beat of its end is enough.
    world.patch<Item>(data.item, { lit: true, until: data.until })
  },
  perceive: (world, data) => seenInRoom(world, data.actor, { item: named(world, data.item) }),
  text: {
    actor: (view: LightView) => `You light ${mark(view.item)}.`,
    others: (view: LightView) => `${markFirst(view.actor)} lights ${mark(view.item)}.`,
  },
})

export const lightDoused = defineEvent({
  type: 'light-doused',
  about: 'A light was put out with fuel left, or went out because there was none.',
  data: z.strictObject({
    /** Who put it out; nobody when it burnt down or its bearer left the world. */
    actor: beingId.optional(),
    item: itemId,
    fuel: z.int().min(0).max(1_000_000_000).optional(),
    why: z.enum(['doused', 'burnt-down', 'left']),
  }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    if (world.get(data.item)?.kind !== 'item') return
    world.patch<Item>(data.item, { lit: undefined, until: undefined, fuel: data.fuel })
  },
  perceive(world, data) {
    const item = named(world, data.item)
    if (data.actor) return seenInRoom(world, data.actor, { item })
    if (data.why !== 'burnt-down') return []
    return whereItIs(world, data.item, item)
  },
  text: {
    actor: (view: LightView) => `You put out ${mark(view.item)}.`,
    others: (view: Partial<LightView> & { item: Named }) =>
      view.actor
        ? `${markFirst(view.actor)} puts out ${mark(view.item)}.`
        : `${markFirst(view.item)} gutters and goes out.`,
  },
})

function whereItIs(world: WorldReader, id: string, item: Named): Perception[] {
  const room = roomOf(world, id)
  return room ? [{ to: { room: room.id }, role: 'others', data: { item } }] : []
}

export const lightFilled = defineEvent({
  type: 'light-filled',
  about: 'A light was given new fuel.',
  data: z.strictObject({
    actor: beingId,
    item: itemId,
    fuel: z.int().min(0).max(1_000_000_000),
    /** When it burns already: until when it does now. */
    until: beat.optional(),
  }),
  subject: (data) => data.item,
  views: (world, data) => thing(world, data.item),
  evolve(world, data) {
    if (world.get(data.item)?.kind !== 'item') return
    const { fuel, until } = data
    world.patch<Item>(data.item, until === undefined ? { fuel } : { until })
  },
  perceive: (world, data) => seenInRoom(world, data.actor, { item: named(world, data.item) }),
  text: {
    actor: (view: LightView) => `You fill ${mark(view.item)}.`,
    others: (view: LightView) => `${markFirst(view.actor)} fills ${mark(view.item)}.`,
  },
})

export const itemMerged = defineEvent({
  type: 'item-merged',
  about: 'A stack was laid on another of the same kind at the same place.',
  data: z.strictObject({ item: itemId, into: itemId }),
  subject: (data) => data.into,
  views: (world, data) => [...thing(world, data.item), ...thing(world, data.into)],
  evolve(world, data) {
    const [item, into] = [world.get(data.item), world.get(data.into)]
    if (item?.kind !== 'item' || into?.kind !== 'item' || item.id === into.id) return
    if (item.proto !== into.proto || world.contents(item.id).length > 0) return
    world.patch<Item>(into.id, { count: into.count + item.count })
    world.remove(item.id)
  },
})
