/**
 * What a kind of mobile feels for a character, and what the character has told it. Both are kept with the
 * character, by prototype: so they outlive the death of a copy, cost nothing while the character is away, and
 * go with the character when it is forgotten.
 */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { characterId, prototypeId } from '../id-fields.ts'
import type { BeingId, PrototypeId, RecordId } from '../ids.ts'
import { ownOf } from '../own.ts'
import { nobody } from '../views.ts'
import { recordData, type WorldReader, type WorldWriter } from '../world.ts'

export const deedCodes = [
  'met',
  'gift',
  'quest',
  'helped',
  'struck',
  'killed-friend',
  'stole',
  'kept-promise',
  'broke-promise',
  'insult',
  'thanks',
  'stood-with',
  'stood-against',
  'reflected',
] as const
export type DeedCode = (typeof deedCodes)[number]

/** Feelings are as of `beat`; they fade from there on. */
export interface Bond {
  /** -100 to 100. */
  readonly warmth: number
  /** -100 to 100. */
  readonly trust: number
  /** 0 to 100. */
  readonly fear: number
  readonly beat: number
  /** The world day of the latest deed, and what counted on that day towards a daily bound. */
  readonly day: number
  readonly today: Readonly<Record<string, number>>
  readonly deeds: readonly { readonly code: DeedCode; readonly n: number; readonly beat: number }[]
}
type Bonds = Readonly<Record<PrototypeId, Bond>>

const bondsMax = 48
const deedsMax = 8

export function bondsId(character: BeingId): RecordId {
  return `bonds:${character}`
}

export function bondsOf(world: Pick<WorldReader, 'get'>, character: BeingId): Bonds {
  return recordData<Bonds>(world, bondsId(character)) ?? {}
}

export function storedBond(
  world: Pick<WorldReader, 'get'>,
  character: BeingId,
  npc: PrototypeId,
): Bond | undefined {
  return ownOf(bondsOf(world, character), npc)
}

/** World beats in which half of a feeling is gone: ninety days of the usual clock. */
const halfBeats = 1_036_800

/** What is left of a feeling after so many beats; whole points, the same in every process. */
export function faded(points: number, beats: number): number {
  const halves = Math.floor(beats / halfBeats)
  if (halves >= 8) return 0
  const rest = beats - halves * halfBeats
  return Math.trunc((points / 2 ** halves) * (1 - rest / (2 * halfBeats)))
}

const within = (low: number, points: number, high: number) => Math.max(low, Math.min(high, points))
const change = z.int().min(-200).max(200)

export const bondMoved = defineEvent({
  type: 'bond-moved',
  about: 'A deed moved what a kind of mobile feels for a character.',
  data: z.strictObject({
    character: characterId,
    npc: prototypeId,
    deed: z.enum(deedCodes),
    warmth: change,
    trust: change,
    fear: change,
    /** The world day, for what is bounded by day. */
    day: z.int().min(0),
  }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, { character, npc, deed, warmth, trust, fear, day }, { beat }) {
    if (world.get(character)?.kind !== 'character') return
    const { [npc]: before, ...others } = bondsOf(world, character)
    const passed = before ? beat - before.beat : 0
    const left = (points: number | undefined) => faded(points ?? 0, passed)
    const today = before?.day === day ? before.today : {}
    const bond: Bond = {
      warmth: within(-100, left(before?.warmth) + warmth, 100),
      trust: within(-100, left(before?.trust) + trust, 100),
      fear: within(0, left(before?.fear) + fear, 100),
      beat,
      day,
      today: { ...today, [deed]: (ownOf(today, deed) ?? 0) + Math.abs(warmth) },
      deeds: withDeed(before?.deeds ?? [], deed, beat),
    }
    put(world, {
      id: bondsId(character),
      place: character,
      of: 'bonds',
      data: kept({ ...others, [npc]: bond }),
    })
  },
})

function withDeed(deeds: Bond['deeds'], code: DeedCode, beat: number): Bond['deeds'] {
  const n = (deeds.find((one) => one.code === code)?.n ?? 0) + 1
  return [...deeds.filter((one) => one.code !== code), { code, n, beat }].slice(-deedsMax)
}

/** The weakest goes first where there are too many. */
function kept(bonds: Bonds): Bonds {
  const all = Object.entries(bonds)
  if (all.length <= bondsMax) return bonds
  const weight = ({ warmth, trust, fear }: Bond) => Math.abs(warmth) + Math.abs(trust) + fear
  const weakest = all
    .slice(0, -1)
    .toSorted(([, a], [, b]) => weight(a) - weight(b) || a.beat - b.beat)[0]?.[0]
  return Object.fromEntries(all.filter(([npc]) => npc !== weakest))
}

/** What a character has told a kind of mobile, in the character's own words. */
export interface Told {
  readonly kind: 'claim' | 'promise'
  readonly text: string
  readonly beat: number
  /** The world beat until which a promise is to be kept. */
  readonly due?: number
}
type ToldTo = Readonly<Record<PrototypeId, readonly Told[]>>

const toldPerPair = 16
const listenersMax = 24

export function toldId(character: BeingId): RecordId {
  return `told:${character}`
}

export function toldTo(
  world: Pick<WorldReader, 'get'>,
  character: BeingId,
  npc: PrototypeId,
): readonly Told[] {
  return ownOf(recordData<ToldTo>(world, toldId(character)) ?? {}, npc) ?? []
}

export const npcRemembered = defineEvent({
  type: 'npc-remembered',
  about: 'A mobile keeps what a character said of itself; it will say it to nobody else.',
  data: z.strictObject({
    character: characterId,
    npc: prototypeId,
    kind: z.enum(['claim', 'promise']),
    text: z.string().max(160),
    due: z.int().min(0).optional(),
    /** What was said before about the same matter and holds no more. */
    instead: z.int().min(0).optional(),
  }),
  personal: ['text'],
  speaker: (data) => data.character,
  subject: (data) => data.character,
  views: nobody,
  evolve(world, { character, npc, kind, text, due, instead }, { beat }) {
    const told: Told = { kind, text, beat, ...(due === undefined ? {} : { due }) }
    const known = toldTo(world, character, npc).filter((_, at) => at !== instead)
    putTold(world, character, npc, [...known, told].slice(-toldPerPair))
  },
})

export const promiseEnded = defineEvent({
  type: 'promise-ended',
  about: 'A promise of a character to a mobile was kept or broken.',
  data: z.strictObject({ character: characterId, npc: prototypeId, at: z.int().min(0) }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, { character, npc, at }) {
    putTold(
      world,
      character,
      npc,
      toldTo(world, character, npc).filter((_, index) => index !== at),
    )
  },
})

function putTold(
  world: WorldWriter,
  character: BeingId,
  npc: PrototypeId,
  told: readonly Told[],
): void {
  if (world.get(character)?.kind !== 'character') return
  const { [npc]: _before, ...others } = recordData<ToldTo>(world, toldId(character)) ?? {}
  const listeners = [...Object.entries(others), [npc, told] as const]
    .filter(([, all]) => all.length > 0)
    .slice(-listenersMax)
  put(world, {
    id: toldId(character),
    place: character,
    of: 'told',
    data: Object.fromEntries(listeners),
  })
}

function put(
  world: WorldWriter,
  record: {
    readonly id: RecordId
    readonly place: BeingId
    readonly of: string
    readonly data: unknown
  },
): void {
  world.put({ kind: 'record', ...record })
}

/** Nothing that anybody feels for the character, or was told by it, is left. */
export function forgetBonds(world: WorldWriter, character: BeingId): void {
  world.remove(bondsId(character))
  world.remove(toldId(character))
}
