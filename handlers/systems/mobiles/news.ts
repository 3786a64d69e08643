/** News: born where people see what happens, and told on from one to the next, hour by hour. */
import { createEventTable, type NewEvent, onEvent } from '../../../schema/define-event.ts'
import { fightStarted } from '../../../schema/events/combat.ts'
import { conflictResolved } from '../../../schema/events/conflict.ts'
import { characterDied, mobileKilled } from '../../../schema/events/death.ts'
import { itemGiven } from '../../../schema/events/items.ts'
import { type NewsKind, newsBorn, newsOf, newsSpread } from '../../../schema/events/news.ts'
import { questCompleted } from '../../../schema/events/quests.ts'
import type { CharacterId, PrototypeId, RoomId, ZoneId } from '../../../schema/ids.ts'
import { mobilePrototype, prototypeOf } from '../../../schema/words.ts'
import { mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { MobilePrototype, Quest } from '../../../schema/world-file.ts'
import { eventActs, type Reaction, type System, type SystemContext } from '../../define-system.ts'

interface Happened {
  readonly what: NewsKind
  readonly of: string
  readonly room: RoomId
  readonly who?: CharacterId
  readonly heat: number
}

/** A present that is worth less is nobody's business. */
const giftValueMin = 8

const events = createEventTable<WorldReader, readonly Happened[]>([
  onEvent(mobileKilled, (world, { killer, proto: of, room }) =>
    killer && world.get(killer)?.kind === 'character'
      ? [{ what: 'slain', of, room, who: killer as CharacterId, heat: 50 }]
      : [],
  ),
  onEvent(characterDied, (_world, { character: who, room }) => [
    { what: 'died', of: room, room, who, heat: 60 },
  ]),
  onEvent(questCompleted, (world, { character: who, quest }) => {
    const giver = world.definitions.get<Quest>('quest', quest)?.giver
    const character = world.get(who)
    if (!giver || character?.kind !== 'character') return []
    return [{ what: 'quest', of: giver, room: character.place, who, heat: 50 }]
  }),
  onEvent(itemGiven, (world, { actor, item: id, target }) => {
    const [giver, taker, item] = [world.get(actor), world.get(target), world.get(id)]
    if (giver?.kind !== 'character' || taker?.kind !== 'mobile' || item?.kind !== 'item') return []
    const worth = (prototypeOf(world, item)?.value ?? 0) * item.count
    if (worth < giftValueMin || !mobilePrototype(world, taker.proto)?.persona) return []
    return [{ what: 'gift', of: taker.proto, room: giver.place, who: giver.id, heat: 30 }]
  }),
  onEvent(fightStarted, (world, { actor, target }) => {
    const [one, other] = [world.get(actor), world.get(target)]
    if (one?.kind !== 'character' || other?.kind !== 'mobile') return []
    if (!mobilePrototype(world, other.proto)?.persona) return []
    return [{ what: 'brawl', of: other.proto, room: one.place, who: one.id, heat: 60 }]
  }),
  onEvent(conflictResolved, (_world, { conflict, outcome, rooms }) =>
    rooms
      .slice(0, 1)
      .map((room) => ({ what: 'outcome' as const, of: `${conflict} ${outcome}`, room, heat: 90 })),
  ),
])

/** What happened in public becomes news if somebody with a tongue has seen it. */
export const newsSeen: Reaction = {
  name: 'news-seen',
  on: events.types,
  react: ({ world }, event) =>
    (events.read(world, event) ?? []).flatMap((happened) => eventActs(...born(world, happened))),
}

function born(world: WorldReader, happened: Happened): NewEvent[] {
  const room = world.room(happened.room)
  const witnesses = new Set(
    mobilesAt(world, happened.room)
      .filter((one) => one.position !== 'sleeping' && mobilePrototype(world, one.proto)?.persona)
      .map(({ proto }) => proto),
  )
  if (!room || witnesses.size === 0) return []
  return [newsBorn({ zone: room.zone, ...happened, seenBy: [...witnesses].slice(0, 32) })]
}

/** One hour of the usual clock. */
const tellEveryBeats = 480
const tellersMax = 3
const twistPercent = 10

/** Everybody who knows something tells one other person an hour, where there are players to hear of it. */
export const newsTold: System = {
  name: 'news-told',
  everyBeats: tellEveryBeats,
  run(context) {
    const { world, activeRooms } = context
    const zones = new Set(activeRooms.flatMap((id) => world.room(id)?.zone ?? []))
    return [...zones].sort().flatMap((zone) => eventActs(...spread(context, zone)))
  },
}

function spread({ world, now, dice }: SystemContext, zone: ZoneId): NewEvent[] {
  const people = peopleOf(world, zone)
  const tales = newsOf(world, zone, now.beat).flatMap(({ id, knows }) => {
    const tellers = Object.keys(knows).slice(0, tellersMax)
    const open = people.filter((one) => !Object.hasOwn(knows, one))
    return tellers.flatMap((from) => {
      const to = dice.pick(open)
      if (to === undefined) return []
      open.splice(open.indexOf(to), 1)
      return [
        { id, from, to, twisted: knows[from]?.truth === 'twisted' || dice.chance(twistPercent) },
      ]
    })
  })
  return tales.length > 0 ? [newsSpread({ zone, tales })] : []
}

/** Those of a zone who have something to say, by the list of declarations that they were read off. */
const people = new WeakMap<object, Map<ZoneId, readonly PrototypeId[]>>()

function peopleOf(world: WorldReader, zone: ZoneId): readonly PrototypeId[] {
  const all = world.definitions.all<MobilePrototype>('mobile')
  const known = people.get(all) ?? new Map<ZoneId, readonly PrototypeId[]>()
  people.set(all, known)
  const made =
    known.get(zone) ??
    all.filter(({ data }) => data.zone === zone && data.persona).map(({ key }) => key)
  known.set(zone, made)
  return made
}
