/**
 * What happened in the world, as far as kept answers and copies depend on it. Heard on core NATS:
 * a missed event costs at most the short lifetime of a copy, and versions in a job's payload keep
 * answers for an older persona or quarrel from being found at all.
 */
import type { Subjects } from '../../schema/subjects.ts'
import type { Bus, BusMessage } from '../../server/platform/bus/bus.ts'
import type { CachedReads } from '../memory/reads.ts'
import type { Change, ResponseCache } from '../talk/response-cache.ts'
import type { SharedAnswers } from '../talk/shared-answers.ts'

export interface News {
  readonly cache: Pick<ResponseCache, 'invalidate'>
  readonly reads: Pick<CachedReads, 'forget'>
}

type Data = Readonly<Record<string, unknown>>
type Forget = Parameters<CachedReads['forget']>[0]

interface Meaning {
  readonly changes?: readonly Change[]
  readonly forget?: Forget
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const conflictChanged = (data: Data): Meaning => ({
  changes: [{ kind: 'conflict', id: text(data.conflict) }],
})
const canonChanged = (data: Data): Meaning => ({
  changes: [{ kind: 'canon', id: text(data.zone) }],
  forget: { zone: text(data.zone) },
})

/** By event type; a type that is not here changes nothing that workers keep. */
const meanings: Readonly<Record<string, (data: Data) => Meaning>> = {
  'definition-set': (data) =>
    data.of === 'mobile'
      ? {
          changes: [{ kind: 'npc', id: text(data.key) }],
          forget: { persona: text(data.key) },
        }
      : {},
  'mobile-killed': (data) => ({ changes: [{ kind: 'npc', id: text(data.mobile) }] }),
  'room-built': (data) => ({ changes: [{ kind: 'room', id: text(data.room) }] }),
  'conflict-moved': conflictChanged,
  'conflict-drifted': conflictChanged,
  'conflict-phase-changed': conflictChanged,
  'conflict-resolved': conflictChanged,
  'canon-recorded': canonChanged,
  'canon-told': canonChanged,
}

/** Event types a worker listens to. */
export const heard: readonly string[] = Object.keys(meanings)

/** Applies one event to what this worker keeps. */
export function applyNews(type: string, data: Data, news: News): void {
  const { changes = [], forget } = meanings[type]?.(data) ?? {}
  for (const change of changes) news.cache.invalidate(change)
  if (forget) news.reads.forget(forget)
}

/** Applies one event to what all workers keep together. */
export async function applyToShared(
  type: string,
  data: Data,
  answers: Pick<SharedAnswers, 'invalidate'>,
): Promise<void> {
  for (const change of meanings[type]?.(data).changes ?? []) await answers.invalidate(change)
}

/** One worker of the group hears an event for all: what it drops is dropped for everybody. */
const group = 'kept-answers'

/** Drops from what workers keep together until the connection closes. */
export function followForAll(
  bus: Pick<Bus, 'subscribe'>,
  subjects: Subjects,
  answers: Pick<SharedAnswers, 'invalidate'>,
  onError: (error: unknown) => void,
): void {
  for (const type of heard) {
    const drop = (message: BusMessage) => {
      const { events } = message.json<{ events: readonly { data: Data }[] }>()
      for (const event of events) applyToShared(type, event.data, answers).catch(onError)
    }
    bus.subscribe(subjects.eventsOfType(type), drop, { group })
  }
}

/** Listens until the connection closes. */
export function followNews(bus: Pick<Bus, 'subscribe'>, subjects: Subjects, news: News): void {
  for (const type of heard) {
    bus.subscribe(subjects.eventsOfType(type), (message) => {
      const { events } = message.json<{ events: readonly { data: Data }[] }>()
      for (const event of events) applyNews(type, event.data, news)
    })
  }
}
