/** Rows that were made again from the log and are still broken in the table, until a flush has written them. */
import { canonical } from '../../../schema/canonical.ts'
import type { Entity } from '../../../schema/entities.ts'
import type { EntityId } from '../../../schema/ids.ts'
import type { Mend } from './sound-rows.ts'
import type { Flush } from './tick-store.ts'

export class MendedRows {
  readonly #mend: Mend | undefined
  /** Null: the log knows no such thing, so its row goes. */
  readonly #waiting = new Map<EntityId, Entity | null>()
  #taken: readonly EntityId[] = []

  constructor(mend: Mend | undefined) {
    this.#mend = mend
  }

  readonly mend: Mend = async (shard, broken) => {
    const mended = (await this.#mend?.(shard, broken)) ?? new Map<EntityId, Entity | null>()
    for (const [id, entity] of mended) this.#waiting.set(id, entity)
    return mended
  }

  /** The flush with the rows that wait; what the tick itself writes or removes is newer. */
  addedTo(flush: Flush): Flush {
    if (this.#waiting.size === 0) return flush
    this.#taken = [...this.#waiting.keys()]
    const own = new Set([...flush.upserts.map(({ id }) => id), ...flush.removals])
    const others = [...this.#waiting].filter(([id]) => !own.has(id))
    return {
      ...flush,
      upserts: [
        ...flush.upserts,
        ...others.flatMap(([id, entity]) =>
          entity ? [{ id, kind: entity.kind, place: entity.place, body: canonical(entity) }] : [],
        ),
      ],
      removals: [...flush.removals, ...others.flatMap(([id, entity]) => (entity ? [] : [id]))],
    }
  }

  /** The flush has committed. */
  written(): void {
    for (const id of this.#taken) this.#waiting.delete(id)
    this.#taken = []
  }
}
