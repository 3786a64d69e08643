/**
 * How rules see the world: a reader for decisions and views, a writer for `evolve`.
 * Both are pure values to their users; the tick's overlay, the memory twin and `verify`'s fold
 * implement them, so the same rules run everywhere.
 */

import type { Definitions } from './definitions.ts'
import type { Character, Entity, Item, Mobile, Room } from './entities.ts'
import type { EntityId, RecordId, RoomId } from './ids.ts'
import type { Mark } from './world-indexes.ts'

export interface WorldReader {
  /**
   * An entity, or undefined when there is none. Throws `NotLoaded` when the tick has to fetch it first,
   * so what a rule sees never depends on what happens to be in memory.
   */
  get(id: EntityId): Entity | undefined
  /** A room. Throws `NotLoaded` like `get`. */
  room(id: RoomId): Room | undefined
  /** Like `get`, also for a record that is kept with nothing else (the name of an account). */
  need(id: EntityId): Entity | undefined
  /** What lies, stands or is carried directly at `place`, sorted by id. Throws `NotLoaded` like `get`. */
  contents(place: EntityId): readonly Entity[]
  /** The mobiles among them. Throws `NotLoaded` like `get`. */
  mobiles(place: EntityId): readonly Mobile[]
  /**
   * What carries a mark, sorted by id, as far as it is in memory. What is in a room with a player in it
   * always is; a rule looks at nothing else of it.
   */
  marked(mark: Mark): readonly Entity[]
  /** A character in the world by its name, whatever the letter case. */
  characterNamed(name: string): Character | undefined
  /** Every character in the world now. */
  charactersPresent(): Iterable<Character>
  readonly definitions: Definitions
}

export interface WorldWriter extends WorldReader {
  put(entity: Entity): void
  /** Merges `fields` into the entity; a field given as undefined is dropped. No entity: no effect. */
  patch<E extends Entity>(id: E['id'], fields: Partial<E>): void
  /** Moves an entity to another place. */
  move(id: EntityId, place: EntityId): void
  /** Removes an entity and everything it holds. */
  remove(id: EntityId): void
}

/** Thrown by a reader when a decision touches what is not in memory; the tick loads it and asks again. */
export class NotLoaded extends Error {
  readonly id: EntityId
  /** More that will be needed: fetched in the same query. */
  readonly also: readonly EntityId[]
  constructor(id: EntityId, also: readonly EntityId[] = []) {
    super(`not in memory: ${id}`)
    this.id = id
    this.also = also
  }
}

/** Rooms by id, without those that do not exist. What is missing of them is loaded in one go. */
export function roomsOf(world: Pick<WorldReader, 'room'>, ids: Iterable<RoomId>): Room[] {
  const rooms: Room[] = []
  const missing: EntityId[] = []
  for (const id of ids) {
    try {
      const room = world.room(id)
      if (room) rooms.push(room)
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error
      missing.push(error.id)
    }
  }
  const [first, ...also] = missing
  if (first !== undefined) throw new NotLoaded(first, also)
  return rooms
}

/** What a feature keeps in a record of its own; the feature alone knows its shape. */
export function recordData<T>(world: Pick<WorldReader, 'get'>, id: RecordId): T | undefined {
  const entity = world.get(id)
  return entity?.kind === 'record' ? (entity.data as T) : undefined
}

/** The room an entity is in, following holders upwards; undefined when it is nowhere. */
export function roomOf(world: WorldReader, id: EntityId): Room | undefined {
  let entity = world.get(id)
  // Containers nest a few deep at most; the bound keeps a damaged world from hanging the tick.
  for (let depth = 0; entity && depth < 16; depth += 1) {
    if (entity.kind === 'room') return entity
    if (entity.place === '') return undefined
    // What holds something is in memory with it; only the room itself may have to be fetched.
    entity = world.get(entity.place) ?? world.room(entity.place as RoomId)
  }
  return undefined
}

export function itemsAt(world: WorldReader, place: EntityId): Item[] {
  return world.contents(place).filter((entity): entity is Item => entity.kind === 'item')
}

export function mobilesAt(world: WorldReader, place: EntityId): readonly Mobile[] {
  return world.mobiles(place)
}

export function charactersAt(world: WorldReader, place: EntityId): Character[] {
  return world.contents(place).filter((entity): entity is Character => entity.kind === 'character')
}

/** A character or mobile, or undefined for anything else. */
export function beingIn(world: WorldReader, id: EntityId): Character | Mobile | undefined {
  const entity = world.get(id)
  return entity?.kind === 'character' || entity?.kind === 'mobile' ? entity : undefined
}
