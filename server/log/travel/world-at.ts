/**
 * The world as it was at any tick: the last stage before it, and the events since, folded again.
 *
 * A stage is not a copy of the world. It holds what changed since the stage before, so the state of
 * a thing at a stage is its newest row up to there, read when it is needed. The rest is never loaded,
 * so a world of a million rooms costs no more than the room that is shown.
 */

import { sql } from 'kysely'
import type { Entity, Mobile, Room } from '../../../schema/entities.ts'
import type { EntityId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import { isIndex } from '../../../schema/world-indexes.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import { applyRow } from '../verify/fold-log.ts'
import { type LogRow, type Reader, readLog } from '../verify/read-log.ts'

/** Most passes, each with more of the world in memory; a world that needs more has a loop. */
const passesMax = 24

export interface Moment {
  readonly shard: number
  readonly tick: number
}

/** Called with every event before it is applied, and with the world before it. */
export type Witness = (row: LogRow, world: WorldMap) => void

/**
 * Runs `look` over the world as it was at the end of a tick. It may be run several times, each time
 * with more of the world loaded; the last run has found everything it asked for. It must not change
 * the world.
 */
export async function lookAt<T>(
  db: Reader,
  { shard, tick }: Moment,
  look: (world: WorldMap) => T,
): Promise<T> {
  const stage = await stageBefore(db, shard, tick)
  const { result } = await foldStage(db, { shard, stage, tick }, look)
  return result
}

export interface StageSpan {
  readonly shard: number
  /** Tick of the stage to start from. */
  readonly stage: number
  /** Last tick to apply. */
  readonly tick: number
}

/**
 * Applies the events of `(stage, tick]` to the world of the stage and runs `look` over the result;
 * `world` is a layer that holds exactly what these events changed.
 */
export async function foldStage<T>(
  db: Reader,
  span: StageSpan,
  look: (world: WorldMap) => T,
  witness?: () => Witness,
): Promise<{ world: WorldMap; places: WorldMap['places']; result: T; events: number }> {
  const { shard, stage, tick } = span
  const rows: LogRow[] = []
  for await (const page of readLog(db, { shard, afterTick: stage, upToTick: tick })) {
    for (const row of page) rows.push(row)
  }
  const base = new StageWorld(stage === 0)
  const from: Stage = { db, shard, stage }
  if (stage > 0) await base.loadFrom(from, { ids: namedBy(rows), places: [] })
  for (let pass = 0; pass < passesMax; pass += 1) {
    const world = new WorldMap(base)
    const sees = witness?.()
    for (const row of rows) {
      sees?.(row, world)
      applyRow(world, row)
    }
    const result = look(world)
    // Lists are brought into order when they are read, and that may ask for more of the stage.
    const { places } = world
    if (!(await base.loadMissing(from))) return { world, places, result, events: rows.length }
  }
  throw new Error(`the world at tick ${tick} refers to itself without end`)
}

/** Tick of the newest stage up to `tick`; 0 before the first. */
export async function stageBefore(db: Reader, shard: number, tick: number): Promise<number> {
  const { rows } = await sql<{ tick: string }>`
    select tick from history_stages where shard = ${shard} and tick <= ${tick}::bigint
    order by tick desc limit 1`.execute(db)
  return Number(rows[0]?.tick ?? 0)
}

const idLike = /^[a-z0-9][a-z0-9:._~-]{0,79}$/i

/** The ids that the events name. They are loaded at once, so that few passes are needed. */
function namedBy(rows: readonly LogRow[]): Set<EntityId> {
  const ids = new Set<EntityId>()
  for (const { data } of rows) {
    for (const key in data) {
      const value = ownOf(data, key)
      if (typeof value === 'string' && idLike.test(value)) ids.add(value)
    }
  }
  return ids
}

/** Where a stage is read from. */
interface Stage {
  readonly db: Reader
  readonly shard: number
  readonly stage: number
}

interface Wanted {
  readonly ids: Iterable<EntityId>
  readonly places: Iterable<EntityId>
}

/** The part of the world at a stage that is loaded; notes what was asked for and is not loaded. */
class StageWorld extends WorldMap {
  readonly #known = new Set<EntityId>()
  readonly #knownPlaces = new Set<EntityId>()
  readonly #missing = new Set<EntityId>()
  readonly #missingPlaces = new Set<EntityId>()
  readonly #isEmpty: boolean

  constructor(isEmpty: boolean) {
    super()
    this.#isEmpty = isEmpty
  }

  override get(id: EntityId): Entity | undefined {
    if (!this.#isEmpty && !this.#known.has(id)) this.#missing.add(id)
    return super.get(id)
  }

  override peek(id: EntityId): Entity | undefined {
    return this.get(id)
  }

  override need(id: EntityId): Entity | undefined {
    return this.get(id)
  }

  override room(id: EntityId): Room | undefined {
    const entity = this.get(id)
    return entity?.kind === 'room' ? entity : undefined
  }

  override idsAt(place: EntityId): readonly EntityId[] {
    // The lists of who is present and of names are made from characters as they are loaded.
    if (!this.#isEmpty && !isIndex(place) && !this.#knownPlaces.has(place))
      this.#missingPlaces.add(place)
    return super.idsAt(place)
  }

  /** Lists of places come from the stage, without those that are kept beside them. */
  override mobiles(place: EntityId): readonly Mobile[] {
    return this.contents(place).filter((entity) => entity.kind === 'mobile')
  }

  /** Loads what was asked for and was not loaded. False: there was nothing. */
  async loadMissing(from: Stage): Promise<boolean> {
    if (this.#missing.size === 0 && this.#missingPlaces.size === 0) return false
    const wanted = { ids: [...this.#missing], places: [...this.#missingPlaces] }
    this.#missing.clear()
    this.#missingPlaces.clear()
    await this.loadFrom(from, wanted)
    return true
  }

  /** Loads entities, and lists of what is in places, that are not loaded yet. */
  async loadFrom(from: Stage, wanted: Wanted): Promise<void> {
    const ids = [...wanted.ids].filter((id) => !this.#known.has(id))
    const places = [...wanted.places].filter((place) => !this.#knownPlaces.has(place))
    for (const id of ids) this.#known.add(id)
    for (const place of places) this.#knownPlaces.add(place)
    if (ids.length > 0) {
      // Not through `put`, because nothing comes to be here, and lists come from the stage as well.
      for (const entity of await statesAt(from, ids)) this.entities.set(entity.id, entity)
    }
    if (places.length > 0) {
      for (const [place, contents] of await contentsAt(from, places)) {
        this.setContents(place, contents)
      }
    }
  }
}

async function statesAt({ db, shard, stage }: Stage, ids: readonly EntityId[]): Promise<Entity[]> {
  const { rows } = await sql<{ body: string }>`
    select convert_from(s.body, 'UTF8') as body
    from unnest(${ids}::text[]) as u(id) cross join lateral (
      select body from entity_states
      where shard = ${shard} and entity = u.id and tick <= ${stage}::bigint
      order by tick desc limit 1) s
    where s.body is not null`.execute(db)
  return rows.map((row) => JSON.parse(row.body) as Entity)
}

async function contentsAt(
  { db, shard, stage }: Stage,
  places: readonly EntityId[],
): Promise<(readonly [EntityId, readonly EntityId[]])[]> {
  const { rows } = await sql<{ place: string; contents: string[] }>`
    select u.place, s.contents
    from unnest(${places}::text[]) as u(place) cross join lateral (
      select contents from place_contents
      where shard = ${shard} and place = u.place and tick <= ${stage}::bigint
      order by tick desc limit 1) s`.execute(db)
  return rows.map(({ place, contents }) => [place, contents])
}
