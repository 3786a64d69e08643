/** What only mobiles do: they keep things in mind and say what workers wrote. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Mobile } from '../entities.ts'
import { beingId, characterId, mobileId, roomId, zoneId } from '../id-fields.ts'
import { type BeingId, DEFINITIONS_PLACE, type RecordId, type ZoneId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { dropPendingJob, keepTurn } from '../pending.ts'
import { nobody } from '../views.ts'
import { mark, markFirst, type Named, named, spoken } from '../words.ts'
import { recordData, type WorldWriter } from '../world.ts'

const beat = z.int().min(0)

/** Entries of a mobile's mind; more than this is forgotten from the oldest on. */
const mindEntriesMax = 24

export const npcMinded = defineEvent({
  type: 'npc-minded',
  about: 'A mobile keeps something in mind: how far it has patrolled, when it spoke last.',
  data: z.strictObject({
    mobile: mobileId,
    mind: z.record(z.string(), z.union([z.int(), z.string()])),
  }),
  subject: (data) => data.mobile,
  views: nobody,
  evolve(world, data) {
    const mobile = world.get(data.mobile)
    if (mobile?.kind !== 'mobile') return
    const merged = Object.entries({ ...mobile.mind, ...data.mind }).slice(-mindEntriesMax)
    world.patch<Mobile>(data.mobile, { mind: Object.fromEntries(merged) })
  },
})

/** The record of what has happened between a character and mobiles, for what happens only once. */
export function acquaintance(character: BeingId): RecordId {
  return `met:${character}`
}

const acquaintancesMax = 400

export const npcMet = defineEvent({
  type: 'npc-met',
  about: 'Something happened between a mobile and a character that should not happen again soon.',
  data: z.strictObject({ character: characterId, memo: z.string().max(160), beat }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    const id = acquaintance(data.character)
    if (world.get(data.character)?.kind !== 'character') return
    const before = recordData<Record<string, number>>(world, id) ?? {}
    const { [data.memo]: _again, ...others } = before
    const kept = [...Object.entries(others), [data.memo, data.beat] as const].slice(
      -acquaintancesMax,
    )
    const met = Object.fromEntries(kept)
    world.put({ id, kind: 'record', of: 'met', place: data.character, data: met })
  },
})

interface SpokenView {
  actor: Named
  target?: Named
  words: string
  emote?: string
  private: boolean
}

export const npcSpoke = defineEvent({
  type: 'npc-spoke',
  about: 'A mobile answered what was said to it: in prepared words, or in those a worker wrote.',
  data: z.strictObject({
    npc: mobileId,
    room: roomId,
    say: z.string().max(600),
    emote: z.string().max(240).optional(),
    to: beingId.optional(),
    /** A whispered talk: nobody else hears the words. */
    private: z.boolean(),
    /** The job whose answer this is. */
    narration: z.string().optional(),
    /** The job that this ends, by the event that asked for it. */
    work: z.string().optional(),
    by: z.enum(['rules', 'scripted', 'cache', 'model']),
    request: z.string().optional(),
  }),
  // An answer may hold what the listener has told: it is forgotten with the listener's own words.
  personal: ['say'],
  speaker: (data) => data.to ?? data.npc,
  subject: (data) => data.npc,
  views: nobody,
  evolve(world, data) {
    if (data.work) dropPendingJob(world, data.work)
    const { npc, to: speaker, say: text } = data
    if (speaker) keepTurn(world, { npc, speaker }, { by: 'npc', text })
  },
  perceive(world, data) {
    const actor = named(world, data.npc)
    const view = {
      actor,
      ...(data.to ? { target: named(world, data.to) } : {}),
      words: data.say,
      channel: data.private ? 'whisper' : 'say',
      ...(data.emote ? { emote: data.emote } : {}),
      ...(data.narration ? { narration: data.narration } : {}),
      ...(data.request ? { request: data.request } : {}),
      private: data.private,
    }
    const target = data.to
      ? ([{ to: { character: data.to }, role: 'target', data: view }] as const)
      : []
    const except = data.to ? [data.to] : []
    const overheard = data.private ? { ...view, words: '' } : view
    return [...target, { to: { room: data.room, except }, role: 'others', data: overheard }]
  },
  text: {
    target: (view: SpokenView) => saidBy(view, 'you'),
    others: (view: SpokenView) => saidBy(view, view.target ? mark(view.target) : ''),
  },
})

function saidBy(view: SpokenView, target: string): string {
  const actor = markFirst(view.actor)
  const gesture = view.emote ? `${actor} ${escapeMarkup(withStop(view.emote))} ` : ''
  if (gesture && !view.words && !view.private) return gesture.trim()
  if (view.private && !view.words) return `${actor} whispers something to ${target}.`
  const verb = view.private ? 'whispers' : 'says'
  const to = target ? ` to ${target}` : ''
  return `${gesture}${actor} ${verb}${to}: ${spoken(view.words)}`
}

/** A gesture as a sentence of its own: written without the name, and perhaps without a full stop. */
export function withStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

/** When a zone was reset last, and whether anybody has been there since. */
export function zoneStateId(zone: ZoneId): RecordId {
  return `zone:${zone}`
}

export interface ZoneState {
  readonly beat: number
  readonly visited: boolean
}

function putZone(world: WorldWriter, zone: ZoneId, state: ZoneState): void {
  const id = zoneStateId(zone)
  world.put({ id, kind: 'record', of: 'zone', place: DEFINITIONS_PLACE, data: state })
}

export const zoneReset = defineEvent({
  type: 'zone-reset',
  about: 'A zone’s reset program ran; other events say what it did.',
  data: z.strictObject({ zone: zoneId, occupied: z.boolean(), by: beingId.optional() }),
  subject: (data) => zoneStateId(data.zone),
  views: nobody,
  evolve(world, data, meta) {
    putZone(world, data.zone, { beat: meta.beat, visited: data.occupied })
  },
  // Only the builder who asked for the reset perceives it.
  perceive: (_world, data) =>
    data.by ? [{ to: { character: data.by }, role: 'actor', data: { zone: data.zone } }] : [],
  text: {
    actor: (view: { zone: string }) =>
      `{good}Done:{/} the reset program of ${escapeMarkup(view.zone)} has run.`,
  },
})

export const zoneVisited = defineEvent({
  type: 'zone-visited',
  about: 'Somebody came to a zone for the first time since its last reset.',
  data: z.strictObject({ zone: zoneId }),
  subject: (data) => zoneStateId(data.zone),
  views: nobody,
  evolve(world, data, meta) {
    const known = recordData<ZoneState>(world, zoneStateId(data.zone))
    putZone(world, data.zone, { beat: known?.beat ?? meta.beat, visited: true })
  },
})
