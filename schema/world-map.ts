/**
 * The world in memory, as layers. The lowest layer holds what is loaded; an overlay above it holds
 * what a tick (or one command of it) has changed and is merged downwards or dropped.
 *
 * Invariant: entities and id lists are replaced, never changed in place, so a layer below is
 * untouched by anything that happens above it.
 */
import { withCount } from './copies.ts'
import { type Definitions, definitionsOver } from './definitions.ts'
import type { Character, Entity, Mobile, Room } from './entities.ts'
import { DEFINITIONS_PLACE, type EntityId, type RoomId } from './ids.ts'
import { type Move, withMoves } from './sorted-ids.ts'
import { NotLoaded, type WorldWriter } from './world.ts'
import {
  compareLists,
  type Mark,
  markKey,
  mobilesKey,
  nameKey,
  presentKey,
} from './world-indexes.ts'

const noIds: readonly EntityId[] = []

/**
 * True for definitions, which are always in memory, and for records, which are in memory with what
 * they are kept in: that one of them is not here says that there is none. Rooms, beings, things and
 * sessions have ids without a colon (`ids.ts`).
 */
const keptWithAnother = (id: EntityId): boolean => id.startsWith('~') || id.includes(':')

export class WorldMap implements WorldWriter {
  /** Changed or loaded entities; null marks one that this layer removed. */
  readonly entities = new Map<EntityId, Entity | null>()
  /** Contents by place, sorted by id so that every process lists them alike. */
  readonly #places = new Map<EntityId, readonly EntityId[]>()
  /**
   * What came to a place or left it since its contents were last read. They are brought
   * into order when somebody reads them, so filling a place costs as much as sorting it once.
   */
  readonly #moved = new Map<EntityId, Map<EntityId, Move>>()
  readonly definitions: Definitions
  readonly below: WorldMap | undefined
  /** Ids known not to exist; without it a dangling exit would be looked for again and again. */
  readonly absent = new Set<EntityId>()
  /** False for a cache: what is not here may still exist in the store. */
  readonly complete: boolean
  /** While set, every entity that is put or removed is noted here: what an event really changed. */
  journal: Set<EntityId> | undefined

  constructor(below?: WorldMap, options: { readonly complete?: boolean } = {}) {
    this.below = below
    this.complete = options.complete ?? true
    this.definitions = definitionsOver(
      (id) => this.get(id),
      () => this.idsAt(DEFINITIONS_PLACE),
    )
  }

  get(id: EntityId): Entity | undefined {
    const own = this.entities.get(id)
    if (own !== undefined) return own ?? undefined
    if (this.below) return this.below.get(id)
    return keptWithAnother(id) ? undefined : this.#notHere(id)
  }

  /** What memory holds under an id, for the keeping of the layers themselves; a rule asks `get`. */
  peek(id: EntityId): Entity | undefined {
    const own = this.entities.get(id)
    if (own !== undefined) return own ?? undefined
    return this.below?.peek(id)
  }

  room(id: RoomId): Room | undefined {
    const own = this.entities.get(id)
    if (own === null) return undefined
    if (own) return own.kind === 'room' ? own : undefined
    if (this.below) return this.below.room(id)
    return this.#notHere(id)
  }

  /** The same, also for a record that is kept with nothing else. */
  need(id: EntityId): Entity | undefined {
    const own = this.entities.get(id)
    if (own !== undefined) return own ?? undefined
    if (this.below) return this.below.need(id)
    return this.#notHere(id)
  }

  /** At the lowest layer: nothing, where that is known for certain; a cache may only not hold it. */
  #notHere(id: EntityId): undefined {
    if (this.complete || id === '' || this.absent.has(id)) return undefined
    throw new NotLoaded(id)
  }

  idsAt(place: EntityId): readonly EntityId[] {
    this.#settle(place)
    return this.#places.get(place) ?? this.below?.idsAt(place) ?? noIds
  }

  /** The contents that this layer knows, by place. */
  get places(): ReadonlyMap<EntityId, readonly EntityId[]> {
    for (const place of this.#moved.keys()) this.#settle(place)
    return this.#places
  }

  /** Takes in the sorted contents of a place as the store has them. */
  setContents(place: EntityId, ids: readonly EntityId[]): void {
    this.#moved.delete(place)
    this.#places.set(place, ids)
  }

  contents(place: EntityId): readonly Entity[] {
    const found: Entity[] = []
    const ids = this.idsAt(place)
    // A place that is not in memory seems empty; asking for it tells the two apart.
    if (ids.length === 0) this.get(place)
    for (const id of ids) {
      const entity = this.get(id)
      if (entity) found.push(entity)
    }
    return found
  }

  mobiles(place: EntityId): readonly Mobile[] {
    const ids = this.idsAt(mobilesKey(place))
    if (ids.length === 0) this.get(place)
    return ids.map((id) => this.get(id)).filter((entity) => entity?.kind === 'mobile')
  }

  marked(mark: Mark): readonly Entity[] {
    const ids = this.idsAt(markKey(mark))
    return ids.map((id) => this.get(id)).filter((entity) => entity !== undefined)
  }

  characterNamed(name: string): Character | undefined {
    const [id] = this.idsAt(nameKey(name))
    const entity = id ? this.get(id) : undefined
    return entity?.kind === 'character' ? entity : undefined
  }

  *charactersPresent(): Iterable<Character> {
    for (const id of this.idsAt(presentKey)) {
      const entity = this.get(id)
      if (entity?.kind === 'character') yield entity
    }
  }

  put(entity: Entity): void {
    const before = this.peek(entity.id)
    // What is in a place is known as a whole or not at all.
    if (before?.place !== entity.place) this.get(entity.place)
    this.#set(before, entity)
    this.journal?.add(entity.id)
    // A copy is counted when it comes to be. Moving it changes the count only when it comes to, or
    // leaves, a player that is away, or when its player comes or goes.
    if (!before) this.#count(entity, 1)
    else if (entity.kind === 'item' && before.place !== entity.place) {
      const isAway = this.#isAway(entity.place)
      if (isAway !== this.#isAway(before.place)) this.#countTree(entity, isAway ? -1 : 1)
    } else if (entity.kind === 'character' && (before.place === '') !== (entity.place === '')) {
      const change = entity.place === '' ? -1 : 1
      for (const held of this.contents(entity.id)) this.#countTree(held, change)
    }
  }

  /** Takes in an entity as the store has it. Nothing comes to be by that, so no copy is counted. */
  load(entity: Entity): void {
    this.#set(this.peek(entity.id), entity)
  }

  #set(before: Entity | undefined, entity: Entity): void {
    this.entities.set(entity.id, entity)
    this.#list(before, entity)
    if (entity.kind === 'definition' && before?.place === entity.place) {
      this.#note(entity.place, entity.id, 'came')
    }
  }

  patch<E extends Entity>(id: E['id'], fields: Partial<E>): void {
    const before = this.get(id)
    if (!before) return
    const after = { ...before, ...fields } as Entity & Record<string, unknown>
    for (const key in fields) if (after[key] === undefined) delete after[key]
    this.put(after)
  }

  move(id: EntityId, place: EntityId): void {
    const before = this.get(id)
    if (before && before.place !== place) this.put({ ...before, place } as Entity)
  }

  remove(id: EntityId): void {
    const before = this.get(id)
    if (!before) return
    // It leaves its place before what it holds is removed, so that a loop of containers ends too.
    const held = this.idsAt(id)
    this.#list(before, undefined)
    this.journal?.add(id)
    this.#count(before, -1)
    if (this.below) this.entities.set(id, null)
    else this.entities.delete(id)
    for (const one of held) this.remove(one)
  }

  /** Keeps the number of copies in the world, by prototype: what the limits of resets look at. */
  #count(entity: Entity, change: 1 | -1): void {
    if (!this.#isAway(entity.place)) this.#tally(entity, change)
  }

  #tally(entity: Entity, change: 1 | -1): void {
    if (entity.kind !== 'item' && entity.kind !== 'mobile') return
    const counted = withCount(this, entity, change)
    if (counted) this.#set(this.peek(counted.id), counted)
  }

  #countTree(entity: Entity, change: 1 | -1, depth = 0): void {
    // Containers nest a few deep; the bound keeps a damaged world from hanging the tick.
    if (depth > 16) return
    this.#tally(entity, change)
    for (const held of this.contents(entity.id)) this.#countTree(held, change, depth + 1)
  }

  /** True when the holder is a character that is not in the world; nobody can reach what it owns. */
  #isAway(place: EntityId): boolean {
    const holder = place === '' ? undefined : this.get(place)
    return holder?.kind === 'character' && holder.place === ''
  }

  /** Writes everything this layer changed into the layer below. */
  mergeDown(): void {
    const target = this.below
    if (!target) return
    for (const [id, entity] of this.entities) {
      if (entity === null && !target.below) target.entities.delete(id)
      else target.entities.set(id, entity)
    }
    for (const [place, ids] of this.places) {
      target.#moved.delete(place)
      if (ids.length === 0 && !target.below) target.#places.delete(place)
      else target.#places.set(place, ids)
    }
  }

  /** Writes everything into the layer below, like `mergeDown`, and begins anew without changes. */
  emptyDown(): void {
    this.mergeDown()
    this.entities.clear()
    this.#places.clear()
  }

  /** Takes an entity and what it holds out of memory. No event, and no copy less: the cache evicts it. */
  forget(id: EntityId): void {
    const entity = this.entities.get(id)
    if (!entity) return
    const held = this.idsAt(id)
    this.#list(entity, undefined)
    this.entities.delete(id)
    for (const one of held) this.forget(one)
    for (const list of [id, mobilesKey(id)]) {
      this.#places.delete(list)
      this.#moved.delete(list)
    }
  }

  /** Updates the lists when `before` becomes `after`; only lists that change are replaced. */
  #list(before: Entity | undefined, after: Entity | undefined): void {
    const from = before?.place ?? ''
    const to = after?.place ?? ''
    const id = before?.id ?? after?.id ?? ''
    if (from !== to) {
      if (from !== '') this.#note(from, id, 'left')
      if (to !== '') this.#note(to, id, 'came')
    }
    compareLists(before, after, (list, what) => this.#note(list, id, what))
  }

  #note(place: EntityId, id: EntityId, what: Move): void {
    const moved = this.#moved.get(place)
    // Whoever came to a place of which nobody has asked yet, and left it, need not be remembered: a fold of the
    // whole log would remember everybody who was ever anywhere.
    if (what === 'left' && moved && !this.below && !this.#places.has(place)) moved.delete(id)
    else if (moved) moved.set(id, what)
    else this.#moved.set(place, new Map([[id, what]]))
  }

  /** Brings the contents of a place into order, as a new list, if anything came or left. */
  #settle(place: EntityId): void {
    const moved = this.#moved.get(place)
    if (!moved) return
    this.#moved.delete(place)
    const ids = withMoves(this.idsAt(place), moved)
    if (ids.length === 0 && !this.below) this.#places.delete(place)
    else this.#places.set(place, ids)
  }
}
