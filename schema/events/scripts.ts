/**
 * What scripts keep, wait for and make known. Replay folds these events and never runs a script, so
 * any moment can be seen as it was.
 */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { characterId, roomId, zoneId } from '../id-fields.ts'
import {
  type CharacterId,
  DEFINITIONS_PLACE,
  type EntityId,
  type RecordId,
  type ZoneId,
} from '../ids.ts'
import { nobody } from '../views.ts'
import { recordData, type WorldReader, type WorldWriter } from '../world.ts'

const beat = z.int().min(0)
/** What the engine has bounded before it became part of an event. */
const stored = z.unknown().meta({ title: 'value of a script' })
/** Names and values of scripts, as a list: no name of theirs is ever a key of an object of ours. */
const pairs = z.array(z.strictObject({ name: z.string().max(200), value: stored }))
export type StoredPairs = z.infer<typeof pairs>

export function scriptStateId(holder: EntityId): RecordId {
  return `script-state:${holder}`
}

export function scriptStateOf(world: WorldReader, holder: EntityId): StoredPairs {
  return recordData<StoredPairs>(world, scriptStateId(holder)) ?? []
}

export const scriptNoted = defineEvent({
  type: 'script-noted',
  about: 'A script set or dropped what its holder keeps: a room, a thing, a mobile or a zone.',
  data: z.strictObject({
    script: z.string(),
    holder: z.string(),
    set: pairs,
    unset: z.array(z.string()),
  }),
  subject: (data) => scriptStateId(data.holder),
  views: nobody,
  evolve(world, data) {
    const id = scriptStateId(data.holder)
    const ofZone = data.holder.startsWith('zone:')
    if (!ofZone && !world.get(data.holder)) return
    const place = ofZone ? DEFINITIONS_PLACE : data.holder
    const gone = new Set([...data.unset, ...data.set.map(({ name }) => name)])
    const kept = scriptStateOf(world, data.holder).filter(({ name }) => !gone.has(name))
    world.put({ id, kind: 'record', of: 'script-state', place, data: [...kept, ...data.set] })
  },
})

/** What scripts of one zone remember of a character. */
interface Memo {
  readonly zone: ZoneId
  readonly key: string
  readonly value: unknown
  /** World beat at which it is forgotten; absent for what stays. */
  readonly until?: number | undefined
}

const memosMax = 400

export function memosId(character: CharacterId): RecordId {
  return `memos:${character}`
}

/** What a zone remembers of somebody under a key, or undefined. */
export function memoOf(
  world: WorldReader,
  character: CharacterId,
  { zone, key, beat: now }: { zone: ZoneId; key: string; beat: number },
): unknown {
  const memos = recordData<readonly Memo[]>(world, memosId(character)) ?? []
  const memo = memos.find((one) => one.zone === zone && one.key === key)
  return memo && (memo.until === undefined || memo.until > now) ? memo.value : undefined
}

export const scriptRemembered = defineEvent({
  type: 'script-remembered',
  about: 'A script noted something of a character for its zone; it goes with the character.',
  data: z.strictObject({
    script: z.string(),
    character: characterId,
    zone: zoneId,
    key: z.string().max(200),
    value: stored,
    until: beat.optional(),
  }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, { character, zone, key, value, until }, meta) {
    if (world.get(character)?.kind !== 'character') return
    const id = memosId(character)
    const others = (recordData<readonly Memo[]>(world, id) ?? []).filter(
      (one) =>
        !(one.zone === zone && one.key === key) &&
        (one.until === undefined || one.until > meta.beat),
    )
    const memo: Memo = { zone, key, value, ...(until === undefined ? {} : { until }) }
    const data = value === null ? others : [...others, memo].slice(-memosMax)
    world.put({ id, kind: 'record', of: 'memos', place: character, data })
  },
})

const wait = z.strictObject({
  wait: z.string(),
  script: z.string(),
  /** The script as it was when it began to wait: an edited one does not go on. */
  digest: z.string(),
  holder: z.string(),
  room: roomId,
  due: beat,
  /** The next instruction, the variables, and what the script sees. */
  at: z.int().min(0),
  slots: z.array(stored),
  sees: pairs,
})
export type ScriptWait = z.infer<typeof wait>

export function waitsId(zone: ZoneId): RecordId {
  return `script-waits:${zone}`
}

export function waitsOf(world: WorldReader, zone: ZoneId): readonly ScriptWait[] {
  return recordData<readonly ScriptWait[]>(world, waitsId(zone)) ?? []
}

function putWaits(world: WorldWriter, zone: ZoneId, data: readonly ScriptWait[]): void {
  const id = waitsId(zone)
  world.put({ id, kind: 'record', of: 'script-waits', place: DEFINITIONS_PLACE, data })
}

export const scriptWaits = defineEvent({
  type: 'script-waits',
  about: 'A script stopped for a while; it goes on from here at a beat of the world.',
  data: wait.extend({ zone: zoneId }),
  subject: (data) => waitsId(data.zone),
  views: nobody,
  evolve(world, { zone, ...one }) {
    putWaits(world, zone, [...waitsOf(world, zone), one])
  },
})

export const scriptWaitEnded = defineEvent({
  type: 'script-wait-ended',
  about:
    'A script that waited goes on, or was dropped because it was edited or its holder is gone.',
  data: z.strictObject({
    zone: zoneId,
    wait: z.string(),
    why: z.enum(['due', 'edited', 'gone']),
  }),
  subject: (data) => waitsId(data.zone),
  views: nobody,
  evolve(world, data) {
    const left = waitsOf(world, data.zone).filter((one) => one.wait !== data.wait)
    putWaits(world, data.zone, left)
  },
})
