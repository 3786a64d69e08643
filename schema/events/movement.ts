/** Walking, and the doors in the way. */

import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { type Direction, type DoorState, directions, fromWhere, towards } from '../directions.ts'
import type { Character, Room } from '../entities.ts'
import { beingId, roomId } from '../id-fields.ts'
import type { RoomId } from '../ids.ts'
import { veiled } from '../light.ts'
import { ownOf } from '../own.ts'
import { being, roomAt } from '../views.ts'
import { markFirst, type Named, named } from '../words.ts'
import type { WorldWriter } from '../world.ts'

const direction = z.enum(directions)

export const characterMoved = defineEvent({
  type: 'character-moved',
  about: 'A character or mobile walked from one room to another.',
  data: z.strictObject({
    actor: beingId,
    from: roomId,
    to: roomId,
    direction,
    /** How it went, when not simply walking: fled, followed … */
    manner: z.string().optional(),
  }),
  subject: (data) => data.actor,
  views: (world, data) => being(world, data.actor),
  evolve(world, data) {
    world.move(data.actor, data.to)
    const actor = world.get(data.actor)
    if (actor?.kind === 'character') world.patch<Character>(actor.id, { lastRoom: data.to })
  },
  perceive(world, data) {
    const view = {
      actor: named(world, data.actor),
      direction: data.direction,
      ...(data.manner ? { manner: data.manner } : {}),
    }
    return veiled(world, [
      {
        to: { character: data.actor },
        role: 'actor',
        data: { ...view, from: data.from, to: data.to },
      },
      {
        to: { room: data.from, except: [data.actor] },
        role: 'others',
        data: { ...view, leaving: true },
      },
      {
        to: { room: data.to, except: [data.actor] },
        role: 'others',
        data: { ...view, leaving: false },
      },
    ])
  },
  text: {
    actor: (view: { direction: Direction; manner?: string }) => {
      if (view.manner === 'fled') return `{danger}You flee ${towards(view.direction)}!{/}`
      if (view.manner === 'staggered') return `Your feet take you ${view.direction} instead.`
      return `{dim}You go ${view.direction}.{/}`
    },
    others: (view: { actor: Named; direction: Direction; leaving: boolean; manner?: string }) => {
      if (!view.leaving) return `${markFirst(view.actor)} arrives ${fromWhere(view.direction)}.`
      const verb = ownOf(departures, view.manner ?? '') ?? 'leaves'
      return `${markFirst(view.actor)} ${verb} ${towards(view.direction)}.`
    },
  },
})

const departures: Readonly<Record<string, string>> = { fled: 'flees', staggered: 'staggers out' }

const doorActs = ['opened', 'closed', 'locked', 'unlocked'] as const
const doorStateAfter: Record<(typeof doorActs)[number], DoorState> = {
  opened: 'open',
  closed: 'closed',
  locked: 'locked',
  unlocked: 'closed',
}

export const doorChanged = defineEvent({
  type: 'door-changed',
  about: 'A door was opened, closed, locked or unlocked, on both of its sides.',
  data: z.strictObject({
    actor: beingId.optional(),
    room: roomId,
    direction,
    /** The room on the other side and the way back through the same door, if it has one. */
    beyond: roomId.optional(),
    back: direction.optional(),
    act: z.enum(doorActs),
  }),
  subject: (data) => data.room,
  views: (_world, data) => [data.room, data.beyond ?? data.room].map(roomAt),
  evolve(world, data) {
    setDoor(world, data.room, data.direction, doorStateAfter[data.act])
    if (data.beyond && data.back) setDoor(world, data.beyond, data.back, doorStateAfter[data.act])
  },
  perceive(world, data) {
    const room = world.get(data.room)
    if (room?.kind !== 'room') return []
    const door = room.exits[data.direction]?.door?.name ?? 'door'
    const view = { door, act: data.act, direction: data.direction }
    const beyond =
      data.beyond && data.back
        ? ([
            {
              to: { room: data.beyond },
              role: 'others',
              data: { door, act: data.act, direction: data.back },
            },
          ] as const)
        : []
    if (!data.actor) return [{ to: { room: data.room }, role: 'others', data: view }, ...beyond]
    const actor = named(world, data.actor)
    return [
      { to: { character: data.actor }, role: 'actor', data: { ...view, actor } },
      { to: { room: data.room, except: [data.actor] }, role: 'others', data: { ...view, actor } },
      ...beyond,
    ]
  },
  text: {
    actor: (view: { door: string; act: keyof typeof verbs }) =>
      `You ${verbs[view.act]} the ${bare(view.door)}.`,
    others: (view: {
      door: string
      act: keyof typeof verbs
      actor?: Named
      direction: Direction
    }) =>
      view.actor
        ? `${markFirst(view.actor)} ${verbs[view.act]}s the ${bare(view.door)}.`
        : `The ${bare(view.door)} ${towards(view.direction)} is ${view.act}.`,
  },
})

const verbs = { opened: 'open', closed: 'close', locked: 'lock', unlocked: 'unlock' } as const

/** A door's name without its article. */
export function bare(name: string): string {
  return name.replace(/^(a|an|the) /i, '')
}

function setDoor(world: WorldWriter, id: RoomId, way: Direction, state: DoorState): void {
  const room = world.get(id)
  const exit = room?.kind === 'room' ? room.exits?.[way] : undefined
  if (room?.kind !== 'room' || !exit?.door) return
  const exits = { ...room.exits, [way]: { ...exit, door: { ...exit.door, state } } }
  world.patch<Room>(id, { exits })
}
