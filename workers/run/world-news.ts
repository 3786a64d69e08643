/**
 * What happened in the world, as far as kept answers and copies depend on it. Events are heard without
 * a stream: a missed event costs at most the short lifetime of a copy, and versions in a job's payload keep
 * answers for an older persona or conflict from being found at all.
 */
import { z } from 'zod'
import type { EventData, EventType } from '../../schema/define-event.ts'
import { loaderKinds } from '../../schema/definitions.ts'
import { canonRecorded, canonTold } from '../../schema/events/canon.ts'
import {
  conflictDrifted,
  conflictMoved,
  conflictPhaseChanged,
  conflictResolved,
} from '../../schema/events/conflict.ts'
import { mobileKilled } from '../../schema/events/death.ts'
import { definitionRemoved, definitionSet, roomBuilt } from '../../schema/events/world.ts'
import type { ZoneId } from '../../schema/ids.ts'
import type { Subjects } from '../../schema/subjects.ts'
import type { Bus } from '../../server/platform/bus/bus.ts'
import { readJson } from '../../server/platform/bus/read-json.ts'
import type { CachedReads } from '../memory/reads.ts'
import type { Change, ResponseCache } from '../talk/response-cache.ts'
import type { SharedAnswers } from '../talk/shared-answers.ts'

export interface News {
  readonly cache: Pick<ResponseCache, 'invalidate'>
  readonly reads: Pick<CachedReads, 'forget'>
}

type Forget = Parameters<CachedReads['forget']>[0]

/** What an event makes wrong, and which copies it makes old. */
interface Meaning {
  readonly changes?: readonly Change[]
  readonly forget?: Forget
}

type Read = readonly [type: string, meaningOf: (data: EventData) => Meaning]

/** The bus carries the data that the declaration of the type has made; TypeScript only sees JSON. */
function on<D extends EventData>({ type }: EventType<D>, meaningOf: (data: D) => Meaning): Read {
  return [type, (data) => meaningOf(data as D)]
}

const conflictChanged = ({ conflict }: { conflict: string }): Meaning => ({
  changes: [{ kind: 'conflict', id: conflict }],
})
const canonChanged = ({ zone }: { zone: ZoneId }): Meaning => ({
  changes: [{ kind: 'canon', id: zone }],
  forget: { zone },
})

/** A type that is not here changes nothing that workers keep. */
const meanings: ReadonlyMap<string, Read[1]> = new Map([
  on(definitionSet, ({ of, key }) => {
    if (loaderKinds.includes(of)) return {}
    const forget = { names: true } as const
    if (of !== 'mobile') return { forget }
    return { changes: [{ kind: 'npc', id: key }], forget: { persona: key, ...forget } }
  }),
  on(definitionRemoved, () => ({ forget: { names: true } })),
  on(mobileKilled, ({ mobile }) => ({ changes: [{ kind: 'npc', id: mobile }] })),
  on(roomBuilt, ({ room }) => ({
    changes: [{ kind: 'room', id: room }],
    forget: { names: true },
  })),
  on(conflictMoved, conflictChanged),
  on(conflictDrifted, conflictChanged),
  on(conflictPhaseChanged, conflictChanged),
  on(conflictResolved, conflictChanged),
  on(canonRecorded, canonChanged),
  on(canonTold, canonChanged),
])

const read = readJson(
  z.object({ events: z.array(z.object({ data: z.record(z.string(), z.unknown()) })) }),
)

/** Event types a worker listens to. */
export const heard: readonly string[] = [...meanings.keys()]

/** Applies one event to what this worker keeps. */
export function applyNews(type: string, data: EventData, news: News): void {
  const { changes = [], forget } = meanings.get(type)?.(data) ?? {}
  for (const change of changes) news.cache.invalidate(change)
  if (forget) news.reads.forget(forget)
}

/** One worker of the group hears an event for all: what it drops is dropped for everybody. */
const group = 'kept-answers'

/**
 * Drops from what workers keep together until the connection closes. A message carries up to thousands of
 * events, as after the loading of a large world: each costs one query, and they are asked one by one.
 */
export function followForAll(
  bus: Pick<Bus, 'subscribe'>,
  subjects: Subjects,
  answers: Pick<SharedAnswers, 'invalidate'>,
  onError: (error: unknown) => void,
): void {
  let work = Promise.resolve()
  for (const type of heard) {
    bus.subscribe(subjects.eventsOfType(type), {
      read,
      heard({ events }) {
        const changes = events.flatMap(({ data }) => meanings.get(type)?.(data).changes ?? [])
        work = work.then(() => answers.invalidate(changes)).catch(onError)
        return work
      },
      group,
    })
  }
}

/** Listens until the connection closes. */
export function followNews(bus: Pick<Bus, 'subscribe'>, subjects: Subjects, news: News): void {
  for (const type of heard) {
    bus.subscribe(subjects.eventsOfType(type), {
      read,
      heard({ events }) {
        for (const event of events) applyNews(type, event.data, news)
      },
    })
  }
}
