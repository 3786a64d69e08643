/** How scripts fare and what they make known: faults, switches, rests, lines that are read, pay. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { beingId, characterId, roomId, zoneId } from '../id-fields.ts'
import {
  type CharacterId,
  DEFINITIONS_PLACE,
  type EntityId,
  type RecordId,
  type ZoneId,
} from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { ownOf } from '../own.ts'
import { nobody } from '../views.ts'
import { beingIn, recordData, type WorldReader, type WorldWriter } from '../world.ts'

const beat = z.int().min(0)

/** How a script fares. What is noted of another version of it counts no more. */
export interface ScriptHealth {
  readonly digest: string
  /** Beats of its latest faults. */
  readonly faults: readonly number[]
  readonly last?: { readonly line: number; readonly column: number; readonly why: string }
  /** Switched off or on by somebody, or off by the rules. */
  readonly off?: boolean
  readonly why?: string
}

const faultsKept = 10

export function scriptHealthId(script: string): RecordId {
  return `script-health:${script}`
}

export function scriptHealthOf(world: WorldReader, script: string): ScriptHealth | undefined {
  return recordData<ScriptHealth>(world, scriptHealthId(script))
}

function putHealth(world: WorldWriter, script: string, data: ScriptHealth): void {
  const id = scriptHealthId(script)
  world.put({ id, kind: 'record', of: 'script-health', place: DEFINITIONS_PLACE, data })
}

/** The builders of a zone who are in the world: they are told what becomes of its scripts. */
function buildersOf(world: WorldReader, zone: ZoneId): readonly CharacterId[] {
  const named =
    world.definitions.get<{ builders?: readonly string[] }>('zone', zone)?.builders ?? []
  const names = new Set(named.map((name) => name.toLowerCase()))
  return [...world.charactersPresent()]
    .filter(({ role, name }) =>
      names.size > 0
        ? names.has(name.toLowerCase()) || role === 'admin' || role === 'owner'
        : role !== 'player' && role !== 'guest',
    )
    .map(({ id }) => id)
}

const toBuilders = (world: WorldReader, zone: ZoneId, data: Readonly<Record<string, unknown>>) => {
  const characters = buildersOf(world, zone)
  return characters.length === 0 ? [] : [{ to: { characters }, role: 'others' as const, data }]
}

export const scriptFailed = defineEvent({
  type: 'script-failed',
  about: 'A script broke. Nothing it wanted was done, and what somebody did went on without it.',
  data: z.strictObject({
    script: z.string(),
    zone: zoneId,
    digest: z.string(),
    holder: z.string(),
    line: z.int(),
    column: z.int(),
    why: z.string().max(500),
    kind: z.enum(['fault', 'overrun', 'bug']),
  }),
  subject: (data) => scriptHealthId(data.script),
  views: nobody,
  evolve(world, { script, digest, line, column, why }, meta) {
    const before = scriptHealthOf(world, script)
    const known = before?.digest === digest ? before : undefined
    const faults = [...(known?.faults ?? []), meta.beat].slice(-faultsKept)
    putHealth(world, script, { ...known, digest, faults, last: { line, column, why } })
  },
  perceive: (world, { zone, script, line, why }) => toBuilders(world, zone, { script, line, why }),
  text: {
    others: (view: { script: string; line: number; why: string }) =>
      `{dim}Script ${escapeMarkup(view.script)}, line ${view.line}: ${escapeMarkup(view.why)}.{/}`,
  },
})

export const scriptSwitched = defineEvent({
  type: 'script-switched',
  about: 'A script was switched on or off: by a builder, by another script, or by the rules.',
  data: z.strictObject({
    script: z.string(),
    zone: zoneId,
    digest: z.string(),
    off: z.boolean(),
    why: z.string().max(200),
    by: beingId.optional(),
  }),
  subject: (data) => scriptHealthId(data.script),
  views: nobody,
  evolve(world, { script, digest, off, why }) {
    const before = scriptHealthOf(world, script)
    const last = before?.digest === digest && off ? before.last : undefined
    const faults = off ? (before?.faults ?? []) : []
    putHealth(world, script, { digest, faults, off, why, ...(last ? { last } : {}) })
  },
  perceive: (world, { zone, script, off, why }) => toBuilders(world, zone, { script, off, why }),
  text: {
    others: (view: { script: string; off: boolean; why: string }) =>
      `{dim}Script ${escapeMarkup(view.script)} is ${view.off ? 'off' : 'on'}: ${escapeMarkup(view.why)}.{/}`,
  },
})

/** Until which beat the scripts of a zone rest; 0 when they do not. */
export function restUntil(world: WorldReader, zone: ZoneId): number {
  return recordData<{ until: number }>(world, `script-rest:${zone}`)?.until ?? 0
}

export const scriptsRested = defineEvent({
  type: 'scripts-rested',
  about: 'The scripts of a zone used more than their part of a tick and rest for a while.',
  data: z.strictObject({ zone: zoneId, until: beat, steps: z.int().min(0) }),
  subject: (data): RecordId => `script-rest:${data.zone}`,
  views: nobody,
  evolve(world, { zone, until }) {
    const id: RecordId = `script-rest:${zone}`
    world.put({ id, kind: 'record', of: 'script-rest', place: DEFINITIONS_PLACE, data: { until } })
  },
  perceive: (world, { zone, steps }) => toBuilders(world, zone, { zone, steps }),
  text: {
    others: (view: { zone: string; steps: number }) =>
      `{dim}The scripts of ${escapeMarkup(view.zone)} took ${view.steps} steps at once; they rest for ten seconds.{/}`,
  },
})

export const scriptTold = defineEvent({
  type: 'script-told',
  about: 'A script let somebody, a room or a whole zone read a line.',
  data: z.strictObject({
    script: z.string(),
    zone: zoneId,
    text: z.string().max(1000),
    room: roomId.optional(),
    /** Everybody in the room but this one reads it. */
    except: beingId.optional(),
    to: beingId.optional(),
  }),
  subject: (data) => data.to ?? data.room ?? `zone:${data.zone}`,
  views: nobody,
  evolve: () => undefined,
  perceive(world, { zone, text, room, except, to }) {
    if (to) return [{ to: { character: to }, role: 'others', data: { text } }]
    if (room) {
      return [
        { to: { room, ...(except ? { except: [except] } : {}) }, role: 'others', data: { text } },
      ]
    }
    const there = [...world.charactersPresent()].filter(
      ({ place }) => zoneOf(world, place) === zone,
    )
    return [{ to: { characters: there.map(({ id }) => id) }, role: 'others', data: { text } }]
  },
  text: { others: (view: { text: string }) => `{narration}${escapeMarkup(view.text)}{/}` },
})

function zoneOf(world: WorldReader, place: EntityId): ZoneId | undefined {
  const room = world.get(place)
  return room?.kind === 'room' ? room.zone : undefined
}

/** Who watches the scripts of a zone at work. */
export function watchersOf(world: WorldReader, zone: ZoneId): readonly CharacterId[] {
  const watchers = recordData<readonly CharacterId[]>(world, `script-watch:${zone}`) ?? []
  return watchers.filter((id) => beingIn(world, id)?.place !== '')
}

export const scriptsWatched = defineEvent({
  type: 'scripts-watched',
  about: 'A builder began to watch the scripts of a zone at work, or stopped.',
  data: z.strictObject({ zone: zoneId, builder: characterId, on: z.boolean() }),
  subject: (data): RecordId => `script-watch:${data.zone}`,
  views: nobody,
  evolve(world, { zone, builder, on }) {
    const id: RecordId = `script-watch:${zone}`
    const others = (recordData<readonly CharacterId[]>(world, id) ?? []).filter(
      (one) => one !== builder,
    )
    const data = on ? [...others, builder].slice(-10) : others
    world.put({ id, kind: 'record', of: 'script-watch', place: DEFINITIONS_PLACE, data })
  },
})

/** What scripts of a zone have paid somebody on a day. */
export function paidOn(
  world: WorldReader,
  zone: ZoneId,
  character: CharacterId,
  day: number,
): number {
  const paid = recordData<Readonly<Record<string, readonly [number, number]>>>(
    world,
    `script-paid:${character}`,
  )
  const [on = -1, sum = 0] = ownOf(paid, zone) ?? []
  return on === day ? sum : 0
}

export const scriptPaid = defineEvent({
  type: 'script-paid',
  about: 'A script paid somebody out of the allowance of its zone; other events move the coins.',
  data: z.strictObject({
    script: z.string(),
    zone: zoneId,
    character: characterId,
    day: z.int().min(0),
    amount: z.int().min(1),
  }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, { zone, character, day, amount }) {
    if (world.get(character)?.kind !== 'character') return
    const id: RecordId = `script-paid:${character}`
    const before = recordData<Readonly<Record<string, readonly [number, number]>>>(world, id) ?? {}
    const sum = paidOn(world, zone, character, day) + amount
    const data = { ...before, [zone]: [day, sum] }
    world.put({ id, kind: 'record', of: 'script-paid', place: character, data })
  },
})
