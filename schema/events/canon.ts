/** Canon: outcomes worth remembering. Text that is written later may cite them. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Record_ } from '../entities.ts'
import { recordId, zoneId } from '../id-fields.ts'
import { DEFINITIONS_PLACE, type EntityId, type RecordId, type ZoneId } from '../ids.ts'
import { dropPendingJob } from '../pending.ts'
import { nobody } from '../views.ts'
import { recordData, type WorldReader, type WorldWriter } from '../world.ts'

/** The pseudo place that holds the canon of a zone: one indexed read gives all of it. */
export function canonPlace(zone: ZoneId): EntityId {
  return `~canon:${zone}`
}

export interface CanonRecord {
  readonly zone: ZoneId
  readonly conflict?: string
  readonly outcome?: string
  readonly text: string
  /** Lines in which mobiles of the zone may refer to it. */
  readonly references: readonly string[]
  /** The event it is made of. */
  readonly source: { readonly tick: number; readonly ordinal: number }
  readonly beat: number
}

interface Remembered {
  readonly id: RecordId
  readonly text: string
  readonly references: readonly string[]
}
export interface CanonIndex {
  readonly version: number
  readonly latest: readonly Remembered[]
}

const latestKept = 5
const indexId = (zone: ZoneId): RecordId => `canon-of:${zone}`

/** The newest canon of a zone, always in memory: mobiles may mention it unasked. */
export function canonIndex(world: WorldReader, zone: ZoneId): CanonIndex {
  return recordData<CanonIndex>(world, indexId(zone)) ?? { version: 0, latest: [] }
}

export const canonRecorded = defineEvent({
  type: 'canon-recorded',
  about: 'An outcome became part of the world’s canon.',
  data: z.strictObject({
    canon: recordId,
    zone: zoneId,
    text: z.string().max(8000),
    conflict: z.string().optional(),
    outcome: z.string().optional(),
  }),
  subject: (data) => data.canon,
  views: nobody,
  evolve(world, data, meta) {
    const { canon, ...rest } = data
    const entry: CanonRecord = {
      ...rest,
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

function putIndex(world: WorldWriter, zone: ZoneId, data: CanonIndex): void {
  const place = DEFINITIONS_PLACE
  world.put({ id: indexId(zone), kind: 'record', of: 'canon-index', place, data })
}

export const canonTold = defineEvent({
  type: 'canon-told',
  about: 'A worker put an entry of the canon in words, with lines that mobiles may say about it.',
  data: z.strictObject({
    canon: recordId,
    zone: zoneId,
    text: z.string().max(600),
    references: z.array(z.string().max(240)).max(6),
    work: z.string(),
    narration: z.string(),
  }),
  subject: (data) => data.canon,
  views: nobody,
  evolve(world, data) {
    dropPendingJob(world, data.work)
    const { canon, text, references } = data
    const known = recordData<CanonRecord>(world, canon)
    if (known) world.patch<Record_>(canon, { data: { ...known, text, references } })
    const index = canonIndex(world, data.zone)
    const latest = index.latest.map((entry) =>
      entry.id === canon ? { ...entry, text, references } : entry,
    )
    putIndex(world, data.zone, { version: index.version + 1, latest })
  },
})
