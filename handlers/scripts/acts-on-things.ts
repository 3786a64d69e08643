/** What scripts do to doors, ways, things and mobiles of their zone. */
import type { Exit, Item } from '../../schema/entities.ts'
import { followingSet } from '../../schema/events/company.ts'
import { itemDestroyed, itemGiven } from '../../schema/events/items.ts'
import { itemBought } from '../../schema/events/trade.ts'
import { builtWays, wayChanged } from '../../schema/events/ways.ts'
import { mobileGone } from '../../schema/events/world.ts'
import { ownOf } from '../../schema/own.ts'
import type { ActName } from '../../schema/scripts/vocabulary.ts'
import { itemsAt, roomOf } from '../../schema/world.ts'
import type { Act } from '../decision.ts'
import { eventActs } from '../define-system.ts'
import { setDoor } from '../rules/doors.ts'
import { startFight } from '../rules/fight.ts'
import { makeItem, makeMobile } from '../rules/making.ts'
import {
  beingAt,
  directionAt,
  idAt,
  isTrusted,
  numberAt,
  type Performer,
  refuse,
  roomHere,
  type Stage,
  selfOf,
  textAt,
  zoneOf,
} from './acts.ts'
import { wareOf } from './sight.ts'
import { isHandle } from './values.ts'

/** The most copies of a mobile that scripts may keep in one room. */
const spawnedMax = 10
/** The most things that scripts let lie in one room. */
const thingsMax = 40

function door(state: 'open' | 'closed' | 'locked'): Performer {
  return (stage) => {
    const direction = directionAt(stage, 0)
    const events = setDoor(stage.context.world, { room: roomHere(stage), direction, state })
    return eventActs(...events)
  }
}

/** The prototype of a thing or mobile that the zone may make copies of. */
function protoAt(stage: Stage, at: number): string {
  const id = idAt(stage, at)
  const own = id.startsWith(`${stage.script.zone}.`)
  return own || isTrusted(stage) ? id : refuse('of another zone')
}

/** The room that an argument names or means, in the zone. */
function roomAt(stage: Stage, at: number): string {
  const value = stage.given[at] ?? null
  const id = value === null ? roomHere(stage) : isHandle(value) ? value.id : idAt(stage, at)
  const room = stage.context.world.room(id) ?? refuse('no such room')
  if (room.zone !== stage.script.zone && !isTrusted(stage)) refuse('in another zone')
  return room.id
}

function made(stage: Stage, proto: string, place: string) {
  const reason = isTrusted(stage) ? `script ${selfOf(stage).proto}` : `script ${stage.script.id}`
  return makeItem(stage.context, { proto, place, reason }) ?? refuse('no such thing')
}

function carriedBy(stage: Stage, holder: string, proto: string): Item | undefined {
  return itemsAt(stage.context.world, holder).find((item) => item.proto === proto)
}

/** A way of a room of the zone; null closes it, `asBuilt` gives back what builders have built. */
function way(stage: Stage, from: string, at: number, to: string | null): readonly Act[] {
  const { world } = stage.context
  const { zone } = stage.script
  const direction = directionAt(stage, at)
  const room = world.room(from)
  if (room?.zone !== zone) return refuse('in another zone')
  const exit: Exit | undefined = ownOf(room.exits, direction)
  if ((exit?.to ?? null) === to) return []
  const isOurs = `${from}/${direction}` in builtWays(world, zone)
  if (to === null && !isOurs) return refuse('no script has made this way')
  return eventActs(
    wayChanged({ zone, room: from, direction, ...(to ? { to } : { asBuilt: true }) }),
  )
}

export const thingActs = {
  open: door('open'),
  close: door('closed'),
  lock: door('locked'),
  unlock: door('closed'),
  link: (stage) => way(stage, roomAt(stage, 2), 0, roomAt(stage, 1)),
  unlink: (stage) => way(stage, roomAt(stage, 1), 0, null),
  relink: (stage) => way(stage, roomAt(stage, 0), 1, roomAt(stage, 2)),
  load(stage) {
    const place = roomAt(stage, 1)
    if (itemsAt(stage.context.world, place).length >= thingsMax) refuse('too much lies here')
    return eventActs(made(stage, protoAt(stage, 0), place).event)
  },
  give(stage) {
    const proto = protoAt(stage, 0)
    const to = beingAt(stage, 1)
    const { world } = stage.context
    const self = world.get(stage.holder.id)
    if (self?.kind !== 'mobile') return eventActs(made(stage, proto, to.id).event)
    if (to.place !== self.place) return refuse('not here')
    const carried = carriedBy(stage, self.id, proto)
    const fresh = carried ? undefined : made(stage, proto, self.id)
    const item = carried?.id ?? fresh?.id ?? ''
    const events = fresh ? [fresh.event] : []
    return eventActs(...events, itemGiven({ actor: self.id, item, target: to.id }))
  },
  purge(stage) {
    const [value = null] = stage.given
    const { world } = stage.context
    const entity = isHandle(value) ? world.get(value.id) : undefined
    if (entity?.kind === 'mobile' && entity.proto.startsWith(`${stage.script.zone}.`)) {
      return eventActs(mobileGone({ mobile: entity.id, reason: `script ${stage.script.id}` }))
    }
    if (entity?.kind !== 'item') return refuse('that cannot go')
    const item = entity.id
    if (!mayTake(stage, entity)) return refuse('that belongs to somebody')
    return eventActs(itemDestroyed({ item, reason: `script ${stage.script.id}` }))
  },
  use_up(stage) {
    const self = selfOf(stage)
    const item = carriedBy(stage, self.id, idAt(stage, 0)) ?? refuse('not carried')
    return eventActs(itemDestroyed({ item: item.id, reason: 'used up', actor: self.id }))
  },
  spawn(stage) {
    const proto = protoAt(stage, 0)
    const room = roomAt(stage, 1)
    const { context } = stage
    const there = context.world.mobiles(room).filter((one) => one.proto === proto)
    if (there.length >= spawnedMax) refuse('there are enough of them')
    const origin = `script ${stage.script.id}`
    const mobile = makeMobile(context, { proto, room, origin }) ?? refuse('no such mobile')
    return eventActs(mobile.event)
  },
  follow(stage) {
    const target = beingAt(stage, 0).id
    return eventActs(followingSet({ actor: selfOf(stage).id, target, follows: true }))
  },
  stop_following(stage) {
    const { id: actor, following } = selfOf(stage)
    return following ? eventActs(followingSet({ actor, target: following, follows: false })) : []
  },
  attack: (stage) =>
    eventActs(...startFight(stage.context.world, selfOf(stage), beingAt(stage, 0))),
  sell(stage) {
    const { world } = stage.context
    const keeper = selfOf(stage)
    const buyer = beingAt(stage, 1)
    const ware = wareOf(world, keeper, textAt(stage, 0)) ?? refuse('no such ware')
    const price = numberAt(stage, 2)
    // Half of the price that is asked is the least: no script gives wares away.
    if (price * 2 < ware.price || price > buyer.gold) refuse('no fair price')
    const fresh = made(stage, ware.proto, keeper.id)
    return eventActs(
      fresh.event,
      itemBought({ actor: buyer.id, keeper: keeper.id, item: fresh.id, price }),
    )
  },
} satisfies Partial<Record<ActName, Performer>>

/** A thing lies in the zone, or it is carried by a mobile of the zone, or it has the script itself. */
function mayTake(stage: Stage, item: Item): boolean {
  const { world } = stage.context
  if (item.id === stage.holder.id) return true
  if (item.owner || item.worn) return false
  const holder = world.get(item.place)
  const room = roomOf(world, item.id)?.id ?? ''
  return holder?.kind !== 'character' && zoneOf(world, room) === stage.script.zone
}
