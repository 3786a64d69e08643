/**
 * The part of the world that is in memory. Its unit is a room with everything in it; a character that
 * is away, and a record that is kept with nothing else, are units like a room that nobody is in.
 *
 * States of a room: absent → loading → held (somebody plays in it) ⇄ idle (in the LRU) → evicted.
 * Definitions and rooms with characters are held; every other room may be evicted, by count and by
 * bytes. A room that somebody enters is taken out of the LRU before anything can evict it. Rooms that
 * are loaded while a tick decides stay until its end (`trim`): a command that needs more rooms than the
 * bounds allow would otherwise wait for ever for the one that its last load has just evicted.
 *
 * Invariant: only `fill` (with rows of the store) and `promote` (with a committed overlay) change the
 * cache, so it is never ahead of the database.
 */
import { LRUCache } from 'lru-cache'
import type { Entity } from '../../../schema/entities.ts'
import { DEFINITIONS_PLACE, type EntityId } from '../../../schema/ids.ts'
import type { RoomCacheFigures } from '../../../schema/telemetry.ts'
import { WorldMap } from '../../../schema/world-map.ts'

export interface RoomCacheLimits {
  readonly roomsMax: number
  readonly bytesMax: number
}

export class RoomCache {
  readonly world = new WorldMap(undefined, { complete: false })
  readonly #idle: LRUCache<EntityId, number>
  readonly #held = new Set<EntityId>()
  /** Rooms loaded since the last `trim` that nobody is in. */
  readonly #fresh = new Set<EntityId>()
  #hits = 0
  #misses = 0
  #evictions = 0

  constructor(limits: RoomCacheLimits) {
    this.#idle = new LRUCache<EntityId, number>({
      max: limits.roomsMax,
      maxSize: limits.bytesMax,
      sizeCalculation: (bytes) => Math.max(1, bytes),
      dispose: (_bytes, room, reason) => {
        if (reason === 'evict') this.#evict(room)
      },
    })
  }

  /** True when the room is in memory; counts the read, and marks the room as used. */
  has(room: EntityId): boolean {
    const known = this.world.entities.has(room) || this.world.absent.has(room)
    if (known) this.#hits += 1
    else this.#misses += 1
    this.#idle.get(room)
    return known
  }

  /** Takes in what the store returned for `asked`, and remembers the ids that the store does not have. */
  fill(asked: readonly EntityId[], entities: readonly Entity[]): void {
    const fresh = entities.filter((entity) => !this.world.entities.has(entity.id))
    for (const entity of fresh) {
      this.world.load(entity)
      this.world.absent.delete(entity.id)
    }
    for (const { id, place } of fresh) {
      if (this.#isOccupied(id)) this.#held.add(id)
      else if (place !== DEFINITIONS_PLACE && !this.world.entities.has(place)) this.#fresh.add(id)
    }
    for (const id of asked) if (!this.world.entities.has(id)) this.world.absent.add(id)
    // Exits that lead nowhere, as after a typo in a world file, must not grow this set for ever.
    if (this.world.absent.size > 10_000) this.world.absent.clear()
  }

  /** Makes a committed overlay the new present. */
  promote(overlay: WorldMap): void {
    const touched = new Set<EntityId>()
    for (const [id, entity] of overlay.entities) {
      const before = this.world.entities.get(id)
      if (before?.kind === 'character') touched.add(before.place)
      if (entity?.kind === 'character') touched.add(entity.place)
      if (entity && (entity.kind === 'character' || entity.place === '')) touched.add(id)
      // It was looked up before it existed; once it leaves, it must be read from the store again.
      if (entity) this.world.absent.delete(id)
    }
    overlay.mergeDown()
    this.#dropOffline(overlay)
    for (const id of touched) this.#place(id)
    this.trim()
  }

  /** The tick is over: from now on the rooms that it loaded may be evicted like others. */
  trim(): void {
    for (const room of this.#fresh) this.#place(room)
    this.#fresh.clear()
  }

  /** How many rooms it has put out of memory since it was made. */
  get evictions(): number {
    return this.#evictions
  }

  stats(): RoomCacheFigures {
    return {
      hits: this.#hits,
      misses: this.#misses,
      evictions: this.#evictions,
      roomsHeld: this.#held.size,
      roomsIdle: this.#idle.size,
    }
  }

  /** Holds a room while characters are in it; otherwise puts it, like anything that is in nothing, into the LRU. */
  #place(id: EntityId): void {
    if (this.#isOccupied(id)) this.#held.add(id)
    else this.#held.delete(id)
    const entity = this.world.entities.get(id)
    const isRoot = entity && (entity.place === '' || !this.world.entities.has(entity.place))
    if (isRoot && entity.place !== DEFINITIONS_PLACE && !this.#held.has(id)) {
      this.#idle.set(id, this.#bytesOf(id))
    } else this.#idle.delete(id)
  }

  #isOccupied(room: EntityId): boolean {
    return this.world.idsAt(room).some((id) => this.world.entities.get(id)?.kind === 'character')
  }

  /** A rough size: the texts of a room by their length, and a fixed amount for each thing in it. */
  #bytesOf(room: EntityId): number {
    const entity = this.world.entities.get(room)
    const words = entity?.kind === 'room' ? entity.description.length + entity.title.length : 0
    return 1_000 + 2 * words + 600 * this.world.idsAt(room).length
  }

  #evict(root: EntityId): void {
    this.#evictions += 1
    this.world.forget(root)
  }

  /** Forgets characters that the committed overlay took out of the world. */
  #dropOffline(overlay: WorldMap): void {
    for (const [id, entity] of overlay.entities) {
      if (entity?.kind === 'character' && entity.place === '') this.world.forget(id)
    }
  }
}
