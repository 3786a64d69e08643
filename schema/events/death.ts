/** Death: the corpse, and where players wake. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character, Item, Mobile } from '../entities.ts'
import { beingId, characterId, itemId, mobileId, prototypeId, roomId } from '../id-fields.ts'
import type { CharacterId, ItemId, RoomId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { being, holder, roomAt } from '../views.ts'
import { capital, markFirst, type Named, named } from '../words.ts'
import type { WorldWriter } from '../world.ts'
import { spillGold } from './gold.ts'

const points = z.int().min(0).max(1_000_000)
const beat = z.int().min(0).max(1_000_000_000_000)

/** The prototype of a corpse, which no world file declares. */
export const corpseProto = 'corpse'

/** A corpse at `room` with the gold and those belongings that `takes` says. */
function leaveCorpse(
  world: WorldWriter,
  dead: Character | Mobile,
  corpse: { id: ItemId; room: RoomId; until: number; made: number; owner?: CharacterId },
  takes: (item: Item) => boolean,
): void {
  // Builders and importers may have loaded a being without a name.
  const name = String(dead.name ?? 'somebody')
  world.put({
    id: corpse.id,
    kind: 'item',
    place: corpse.room,
    proto: corpseProto,
    count: 1,
    made: corpse.made,
    until: corpse.until,
    name: `the corpse of ${name}`,
    keywords: ['corpse', 'body', 'remains', ...name.toLowerCase().split(/[^\p{L}\p{N}]+/u)],
    description: `${capital(name)} will not be needing this any more.`,
    ...(dead.gold > 0 ? { gold: dead.gold } : {}),
    ...(corpse.owner ? { owner: corpse.owner } : {}),
  })
  for (const held of world.contents(dead.id)) {
    if (held.kind !== 'item' || !takes(held)) continue
    world.patch<Item>(held.id, { worn: undefined })
    world.move(held.id, corpse.id)
  }
}

interface DeathView {
  actor: Named
}

export const mobileKilled = defineEvent({
  type: 'mobile-killed',
  about: 'A mobile died; a corpse holds what it carried, gold included.',
  data: z.strictObject({
    mobile: mobileId,
    proto: prototypeId,
    /** The being that is to blame, if any. */
    killer: beingId.optional(),
    room: roomId,
    corpse: itemId,
    /** World beat at which the corpse crumbles. */
    until: beat,
  }),
  subject: (data) => data.mobile,
  views: (world, data) => [...being(world, data.mobile), roomAt(data.room)],
  evolve(world, data, meta) {
    const dead = world.get(data.mobile)
    if (dead?.kind !== 'mobile') return
    const { corpse, room, until } = data
    if (!world.get(corpse)) {
      leaveCorpse(world, dead, { id: corpse, room, until, made: meta.tick }, () => true)
    }
    world.remove(data.mobile)
  },
  perceive: (world, data) => [
    { to: { room: data.room }, role: 'others', data: { actor: named(world, data.mobile) } },
  ],
  text: { others: (view: DeathView) => `${markFirst(view.actor)} {good}is dead!{/}` },
})

export const characterDied = defineEvent({
  type: 'character-died',
  about: 'A player died, left a corpse with gold and unworn things, and woke elsewhere, weaker.',
  data: z.strictObject({
    character: characterId,
    killer: beingId.optional(),
    room: roomId,
    corpse: itemId,
    until: beat,
    /** Where it wakes, and with how much. */
    wakes: roomId,
    health: points,
    stamina: points,
    lucidity: points,
    lostExperience: points,
  }),
  subject: (data) => data.character,
  views: (world, data) => [
    ...being(world, data.character),
    ...holder(world, data.character),
    roomAt(data.room),
  ],
  evolve(world, data, meta) {
    const dead = world.get(data.character)
    if (dead?.kind !== 'character') return
    const { corpse, room, until, character } = data
    if (!world.get(corpse)) {
      const left = { id: corpse, room, until, made: meta.tick, owner: character }
      leaveCorpse(world, dead, left, (item) => item.worn === undefined)
    }
    world.patch<Character>(character, {
      gold: 0,
      health: [Math.min(data.health, dead.health[1]), dead.health[1]],
      stamina: [Math.min(data.stamina, dead.stamina[1]), dead.stamina[1]],
      lucidity: [Math.min(data.lucidity, dead.lucidity[1]), dead.lucidity[1]],
      experience: Math.max(0, dead.experience - data.lostExperience),
      position: 'resting',
      fighting: undefined,
      busyUntil: undefined,
      effects: [],
      lastRoom: data.wakes,
    })
    world.move(character, data.wakes)
  },
  perceive(world, data) {
    const view = { actor: named(world, data.character) }
    const { character, room, lostExperience } = data
    const place = world.get(room)
    const where = place?.kind === 'room' ? place.title : 'some other place'
    return [
      { to: { character }, role: 'actor', data: { ...view, where, lostExperience } },
      { to: { room, except: [character] }, role: 'others', data: { ...view, arrives: false } },
      ...(data.wakes === room
        ? []
        : [
            {
              to: { room: data.wakes, except: [character] },
              role: 'others' as const,
              data: { ...view, arrives: true },
            },
          ]),
    ]
  },
  text: {
    actor: ({ where, lostExperience }: { where: string; lostExperience: number }) =>
      [
        '{danger}Everything goes quiet. You have died.{/}',
        'After a time that is hard to measure, you open your eyes somewhere else.',
        `{dim}What you carried lies with your body: ${escapeMarkup(where)}.{/}`,
        ...(lostExperience > 0 ? [`{dim}You lose ${lostExperience} experience.{/}`] : []),
      ].join('\n'),
    others: (view: DeathView & { arrives: boolean }) =>
      view.arrives
        ? `${markFirst(view.actor)} draws a long breath and opens their eyes.`
        : `${markFirst(view.actor)} {danger}is dead!{/}`,
  },
})

export const corpseCrumbled = defineEvent({
  type: 'corpse-crumbled',
  about: 'A corpse fell to dust; what a player left in it lies in the room now.',
  data: z.strictObject({
    corpse: itemId,
    room: roomId,
    /** True: what is in it falls out, gold under the id `pile` unless one lies there already. */
    spills: z.boolean(),
    pile: itemId,
  }),
  subject: (data) => data.corpse,
  views: (_world, data) => [roomAt(data.room)],
  evolve(world, data, meta) {
    // The corpse itself, and what is still in it, goes with the `item-destroyed` that follows.
    const corpse = world.get(data.corpse)
    if (corpse?.kind !== 'item' || corpse.proto !== corpseProto || !data.spills) return
    if (world.get(data.room)?.kind !== 'room') return
    for (const held of world.contents(corpse.id)) world.move(held.id, data.room)
    if (!corpse.gold) return
    world.patch<Item>(corpse.id, { gold: undefined })
    const { pile: id, room } = data
    spillGold(world, { id, room, amount: corpse.gold, tick: meta.tick })
  },
  perceive: (world, data) => [
    { to: { room: data.room }, role: 'others', data: { item: named(world, data.corpse) } },
  ],
  text: { others: (view: { item: Named }) => `{dim}${markFirst(view.item)} crumbles to dust.{/}` },
})
