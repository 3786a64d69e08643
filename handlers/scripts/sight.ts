/** What a script sees: its roots, and the fields of things. All of it is read when it is asked for. */
import type { Character, Entity, Item, Mobile, Room } from '../../schema/entities.ts'
import { memoOf } from '../../schema/events/scripts.ts'
import type { EntityId } from '../../schema/ids.ts'
import { ownOf } from '../../schema/own.ts'
import type { Field, FunctionName, Root } from '../../schema/scripts/vocabulary.ts'
import { itemName } from '../../schema/words.ts'
import {
  beingIn,
  charactersAt,
  itemsAt,
  mobilesAt,
  roomOf,
  type WorldReader,
} from '../../schema/world.ts'
import type { ItemPrototype, MobilePrototype } from '../../schema/world-file.ts'
import { timeAt } from '../clock.ts'
import type { ActContext } from '../decision.ts'
import { shelfPrice } from '../rules/prices.ts'
import { effectiveStats } from '../rules/stats.ts'
import { computed } from './functions.ts'
import type { Host } from './machine.ts'
import { Fault, type Meter } from './meter.ts'
import { fromStored, type Handle, isHandle, type Stored, type Value } from './values.ts'

/** What a call sees besides the world. */
export type Sees = ReadonlyMap<Root, Value>

export function handleOf(world: WorldReader, id: EntityId | undefined): Handle | null {
  const entity = id === undefined || id === '' ? undefined : world.get(id)
  if (entity?.kind === 'character' || entity?.kind === 'mobile')
    return { handle: 'being', id: entity.id }
  if (entity?.kind === 'item' || entity?.kind === 'room')
    return { handle: entity.kind, id: entity.id }
  return null
}

/** A host over the world at a moment; `zone` is the one whose memory the script may read. */
export function hostOf(context: ActContext, zone: string, sees: Sees): Host {
  const { world, now, dice } = context
  return {
    root(name) {
      if (name !== 'time') return present(world, sees.get(name as Root) ?? null)
      const { hour, minute, day } = timeAt(world, now.beat)
      return new Map(Object.entries({ hour, minute, day }))
    },
    field(handle, name) {
      const entity = world.get(handle.id)
      const read = entity ? ownOf(readers, name as Field) : undefined
      return entity && read ? read(world, entity) : null
    },
    call(name, given, meter) {
      const compute = ownOf(computed, name as FunctionName)
      meter.step()
      if (compute) return compute(given, meter, dice)
      const look = ownOf(looks, name)
      if (!look) throw new Error(`nothing computes ${name}`)
      return look({ world, zone, sees, beat: now.beat, given, meter })
    },
  }
}

/** Who has left is nobody. */
function present(world: WorldReader, value: Value): Value {
  return isHandle(value) && !world.get(value.id) ? null : value
}

type Reader = (world: WorldReader, entity: Entity) => Value

const being = (read: (one: Character | Mobile, world: WorldReader) => Value): Reader => {
  return (world, entity) =>
    entity.kind === 'character' || entity.kind === 'mobile' ? read(entity, world) : null
}
const item = (read: (one: Item, world: WorldReader) => Value): Reader => {
  return (world, entity) => (entity.kind === 'item' ? read(entity, world) : null)
}
const room = (read: (one: Room, world: WorldReader) => Value): Reader => {
  return (world, entity) => {
    const found = entity.kind === 'room' ? entity : roomOf(world, entity.id)
    return found ? read(found, world) : null
  }
}
const handles = (kind: Handle['handle'], of: readonly Entity[]): Value =>
  of.slice(0, 256).map(({ id }) => ({ handle: kind, id }))

const readers: Readonly<Record<Field, Reader>> = {
  name(world, entity) {
    if (entity.kind === 'item') return itemName(world, entity)
    if (entity.kind === 'room') return entity.title
    return entity.kind === 'character' || entity.kind === 'mobile' ? entity.name : null
  },
  id: (_world, entity) => entity.id,
  proto: (_world, entity) =>
    entity.kind === 'item' || entity.kind === 'mobile'
      ? entity.proto
      : entity.kind === 'room'
        ? entity.id
        : null,
  kind: (_world, entity) => (entity.kind === 'character' ? 'player' : entity.kind),
  player: (_world, entity) => entity.kind === 'character',
  level: being(({ level }) => level),
  health: being(({ health }) => health[0]),
  maxHealth: being((one, world) => effectiveStats(world, one).maxHealth),
  stamina: being(({ stamina }) => stamina[0]),
  gold: being(({ gold }) => gold),
  position: being(({ position }) => position),
  fighting: being(({ fighting }, world) => handleOf(world, fighting)),
  room: room(({ id }) => ({ handle: 'room', id })),
  zone: room(({ zone }) => zone),
  title: room(({ title }) => title),
  dark: room(({ flags }) => flags.includes('dark')),
  players: room(({ id }, world) => handles('being', charactersAt(world, id))),
  npcs: room(({ id }, world) => handles('being', mobilesAt(world, id))),
  items: room(({ id }, world) => handles('item', itemsAt(world, id))),
  exits: room(({ exits }) => {
    const open = Object.entries(exits).filter(([, exit]) => exit && !exit.hidden)
    return new Map(
      open.map(([way, exit]): [string, Value] => [
        way,
        new Map<string, Value>([
          ['to', exit?.to ?? null],
          ['door', exit?.door?.state ?? null],
        ]),
      ]),
    )
  }),
  door: () => null,
  to: () => null,
  count: item(({ count }) => count),
  worn: item(({ worn }) => worn ?? null),
  closed: item(({ closed }) => closed ?? false),
  lit: item(({ lit }) => lit ?? false),
  hour: () => null,
  minute: () => null,
  day: () => null,
}

interface Look {
  readonly world: WorldReader
  readonly zone: string
  readonly sees: Sees
  readonly beat: number
  readonly given: readonly Value[]
  readonly meter: Meter
}

/** Somebody whom a function is asked about; null for whoever is gone. */
function asked({ world, given: [who = null] }: Look): Character | Mobile | undefined {
  if (who === null) return undefined
  if (!isHandle(who)) throw new Fault('somebody is expected here')
  return beingIn(world, who.id)
}

/** A complete id: without a zone it is of the script's own. */
export function completed(zone: string, id: string): string {
  return id.includes('.') || id === '' ? id : `${zone}.${id}`
}

const protoGiven = ({ given: [, proto = null], meter, zone }: Look) =>
  completed(zone, meter.plain(proto))

const looks: Readonly<Record<string, (look: Look) => Value>> = {
  count(look) {
    const [where = null] = look.given
    if (!isHandle(where)) return 0
    const held = look.world.contents(where.id)
    look.meter.step(held.length)
    const proto = protoGiven(look)
    return held.filter((one) => 'proto' in one && one.proto === proto).length
  },
  carries(look) {
    const who = asked(look)
    const held = who ? itemsAt(look.world, who.id) : []
    look.meter.step(held.length)
    return held.some(({ proto }) => proto === protoGiven(look))
  },
  quest(look) {
    const who = asked(look)
    const state = who?.kind === 'character' ? ownOf(who.quests, protoGiven(look)) : undefined
    if (!state) return 'none'
    return state.step >= 0 ? 'taken' : state.done > 0 ? 'done' : 'none'
  },
  level_of(look) {
    const who = asked(look)
    const [, skill = null] = look.given
    return who?.kind === 'character' ? (ownOf(who.skills, look.meter.plain(skill)) ?? 0) : 0
  },
  memo(look) {
    const who = asked(look)
    const [, key = null] = look.given
    if (who?.kind !== 'character') return null
    const { zone, beat } = look
    const value = memoOf(look.world, who.id, { zone, key: look.meter.plain(key), beat })
    return value === undefined ? null : fromStored(value as Stored)
  },
  player({ world, given: [name = null], meter }) {
    const found = meter.plain(name) === '' ? undefined : world.characterNamed(meter.plain(name))
    return found && found.place !== '' ? { handle: 'being', id: found.id } : null
  },
  price_of({ world, sees, given: [name = null], meter }) {
    const self = sees.get('self') ?? null
    const keeper = isHandle(self) ? beingIn(world, self.id) : undefined
    const ware = keeper?.kind === 'mobile' ? wareOf(world, keeper, meter.plain(name)) : undefined
    return ware?.price ?? 0
  },
}

/** The ware of a keeper that a word means, with its price. */
export function wareOf(
  world: WorldReader,
  keeper: Mobile,
  word: string,
): { readonly proto: string; readonly price: number } | undefined {
  const shop = world.definitions.get<MobilePrototype>('mobile', keeper.proto)?.shop
  for (const ware of shop?.sells ?? []) {
    const prototype = world.definitions.get<ItemPrototype>('item', ware.item)
    if (!shop || !prototype || word === '' || !prototype.keywords.includes(word.toLowerCase()))
      continue
    return { proto: ware.item, price: shelfPrice(shop, ware, prototype) }
  }
  return undefined
}
