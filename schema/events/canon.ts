/** Canon: outcomes worth remembering. Text that is written later may cite them. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { DEFINITIONS_PLACE, type EntityId } from '../ids.ts'
import { dropWork } from '../pending.ts'
import type { WorldReader } from '../world.ts'

const id = z.string()

/** The pseudo place that holds the canon of a zone: one indexed read gives all of it. */
export function canonPlace(zone: string): EntityId {
  return `~canon:${zone}`
}

export interface CanonRecord {
  readonly zone: string
  readonly conflict?: EntityId
  readonly outcome?: string
  readonly text: string
  /** Lines in which people of the place may refer to it. */
  readonly references: readonly string[]
  /** The event it is made of. */
  readonly source: { readonly tick: number; readonly ordinal: number }
  readonly beat: number
}

interface Remembered {
  readonly id: EntityId
  readonly text: string
  readonly references: readonly string[]
}
export interface CanonIndex {
  readonly version: number
  readonly latest: readonly Remembered[]
}

const latestKept = 5
const indexId = (zone: string): EntityId => `canon-of:${zone}`

/** The newest canon of a zone, always in memory: what its people may mention unasked. */
export function canonIndex(world: WorldReader, zone: string): CanonIndex {
  const record = world.get(indexId(zone))
  return record?.kind === 'record' ? (record.data as CanonIndex) : { version: 0, latest: [] }
}

export const canonRecorded = defineEvent({
  type: 'canon-recorded',
  about: 'An outcome became part of the world’s canon.',
  data: z.strictObject({
    canon: id,
    zone: z.string(),
    text: z.string().max(8000),
    conflict: id.optional(),
    outcome: z.string().optional(),
  }),
  subject: (data) => data.canon,
  evolve(world, data, meta) {
    const { canon, ...rest } = data
    const entry: CanonRecord = {
      ...(rest as Omit<CanonRecord, 'references' | 'source' | 'beat'>),
      references: [],
      source: { tick: meta.tick, ordinal: meta.ordinal },
      beat: meta.beat,
    }
    world.put({ id: canon, kind: 'record', of: 'canon', place: canonPlace(data.zone), data: entry })
    const index = canonIndex(world, data.zone)
    const latest = [
      ...index.latest.filter((known) => known.id !== canon),
      { id: canon, text: data.text, references: [] },
    ].slice(-latestKept)
    putIndex(world, data.zone, { version: index.version + 1, latest })
  },
})

function putIndex(
  world: Parameters<typeof canonRecorded.evolve>[0],
  zone: string,
  data: CanonIndex,
): void {
  world.put({
    id: indexId(zone),
    kind: 'record',
    of: 'canon-index',
    place: DEFINITIONS_PLACE,
    data,
  })
}

export const canonTold = defineEvent({
  type: 'canon-told',
  about: 'A writer put an entry of the canon in words, with lines that people may say about it.',
  data: z.strictObject({
    canon: id,
    zone: z.string(),
    text: z.string().max(600),
    references: z.array(z.string().max(240)).max(6),
    work: id,
    narration: id,
  }),
  subject: (data) => data.canon,
  evolve(world, data) {
    dropWork(world, data.work)
    const known = world.get(data.canon)
    const { text, references } = data
    if (known?.kind === 'record' && known.of === 'canon') {
      world.put({ ...known, data: { ...(known.data as CanonRecord), text, references } })
    }
    const index = canonIndex(world, data.zone)
    const latest = index.latest.map((entry) =>
      entry.id === data.canon ? { ...entry, text, references } : entry,
    )
    putIndex(world, data.zone, { version: index.version + 1, latest })
  },
})
