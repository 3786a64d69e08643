/**
 * The two events of a hand-over, as decision 32 has them. The giving shard's event takes the character
 * out of its world with everything that goes along, and leaves marks that say where it went; the
 * receiving shard's event brings it in. Between the two it is in the passage, and nobody acts on it.
 */
import { z } from 'zod'
import { canonical } from '../../../schema/canonical.ts'
import { defineEvent, type EventMeta, type EventType } from '../../../schema/define-event.ts'
import type { Character, Entity, Record_ } from '../../../schema/entities.ts'
import { apply, type StoredEvent } from '../../../schema/fold.ts'
import type { WorldWriter } from '../../../schema/world.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import type { Draft } from '../../../server/core/tick/tick-work.ts'

/** A part of a session's way: the shard that played it, and what its frames have in front. */
const stretch = z.strictObject({
  shard: z.int(),
  /** 0: the frames have nothing in front. */
  front: z.int(),
  /** The tick of the shard with which it began and the one with which it ended. */
  began: z.int(),
  ended: z.int().optional(),
})
export type Stretch = z.infer<typeof stretch>

const passage = z.strictObject({
  character: z.string(),
  session: z.string(),
  room: z.string(),
  /** The last number of the session that was applied before. */
  lastN: z.int(),
  stretches: z.array(stretch),
  /** The character and all that is in it, at any depth; what holds comes before what is held. */
  entities: z.array(z.custom<Entity>()),
})

export const markOf = (id: string): string => `passage:${id}`
export const roadOf = (session: string): string => `road:${session}`

export const handedOver = defineEvent({
  type: 'character-handed-over',
  about: 'A character left for another shard, with all it has.',
  data: passage.extend({ to: z.int() }),
  subject: (data) => data.character,
  views: () => [],
  evolve(world, { character, session, to }) {
    world.remove(character)
    for (const id of [character, session]) {
      if (id === '') continue
      world.put({ id: markOf(id), kind: 'record', of: 'passage', place: '', data: { to } })
    }
  },
})

export const takenIn = defineEvent({
  type: 'character-taken-in',
  about: 'A character came from another shard, with all it has.',
  data: passage.extend({
    from: z.strictObject({ shard: z.int(), tick: z.int(), ordinal: z.int() }),
  }),
  subject: (data) => data.character,
  views: () => [],
  evolve(world, { character, session, room, stretches, entities }, { tick }) {
    for (const id of [character, session]) world.remove(markOf(id))
    for (const entity of entities) {
      if (entity.id !== character) world.put(entity)
      else world.put({ ...(entity as Character), place: room, lastRoom: room })
    }
    if (session === '') return
    const road = stretches.map((one, at) =>
      at < stretches.length - 1 ? one : { ...one, began: tick },
    )
    world.put({ id: roadOf(session), kind: 'record', of: 'road', place: character, data: road })
  },
})

export type HandedOver = Parameters<typeof handedOver>[0]

/** The stretches of a session up to now; one, without a front, when it was never handed over. */
export function stretchesOf(
  world: Pick<WorldWriter, 'get'>,
  session: string,
  here: number,
): Stretch[] {
  const road = world.get(roadOf(session)) as Record_ | undefined
  return (road?.data as Stretch[] | undefined) ?? [{ shard: here, front: 0, began: 0 }]
}

/**
 * The way goes on in another shard. The first front is above every tick that the client has seen in
 * first place, each further one is above the one before.
 */
export function goneOn(stretches: readonly Stretch[], to: number, tick: number): Stretch[] {
  const last = stretches.at(-1)
  const front = last && last.front > 0 ? last.front + 1 : tick + 1
  const closed = stretches.map((one) => (one === last ? { ...one, ended: tick } : one))
  return [...closed, { shard: to, front, began: 0 }]
}

/** A being with everything in it, what holds before what is held. Throws `NotLoaded`. */
export function belongings(world: WorldMap, id: string): Entity[] {
  const entity = world.get(id)
  if (!entity) return []
  return [entity, ...world.idsAt(id).flatMap((held) => belongings(world, held))]
}

/** Records one of the two: `recordEvents` knows the events of the product only. */
export function recordPassage<D extends { character: string }>(
  draft: Draft,
  declared: EventType<D & Record<string, unknown>>,
  data: D & Record<string, unknown>,
): number {
  const { work, world } = draft
  const ordinal = work.events.length + draft.events.length + 1
  const { tick, beat, atMs } = work.moment
  const changed = new Set<string>()
  world.journal = changed
  try {
    declared.evolve(world, data, { shard: work.shard, tick, ordinal, beat, atMs })
  } finally {
    world.journal = undefined
  }
  const { type, version } = declared
  const { character } = data
  const by = { subject: character, actor: character, cause: draft.cause }
  draft.events.push({
    type,
    version,
    ...by,
    body: canonical(data),
    changed: [...changed].join(' '),
  })
  return ordinal
}

/** As `applyStored`, for a log that holds passages. */
export function applyLogged(world: WorldWriter, event: StoredEvent): void {
  const meta: EventMeta = event
  for (const declared of [handedOver, takenIn]) {
    if (event.type === declared.type) return declared.evolve(world, event.data as never, meta)
  }
  apply(world, event, event)
}
