/** What somebody feels for a character, as rules read it: how a deed moves it, and what it is good for. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character } from '../../schema/entities.ts'
import { bondMoved, type DeedCode, faded, storedBond } from '../../schema/events/bonds.ts'
import type { PrototypeId } from '../../schema/ids.ts'
import { ownOf } from '../../schema/own.ts'
import { mobilePrototype } from '../../schema/words.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Faction, Share } from '../../schema/world-file.ts'
import { timeAt } from '../clock.ts'
import { opinionOf } from './reputation.ts'

/** Feelings at one moment: what deeds have left, and a little of what the faction thinks. */
export interface Feeling {
  readonly warmth: number
  readonly trust: number
  readonly fear: number
  readonly deeds: Readonly<Partial<Record<DeedCode, number>>>
}

/** A faction's opinion, which goes to 1000, counts a tenth in tenths. */
const factionShare = 100

const within = (points: number) => Math.max(-100, Math.min(100, points))

export function feelingFor(
  world: WorldReader,
  npc: PrototypeId,
  character: Character,
  beat: number,
): Feeling {
  const bond = storedBond(world, character.id, npc)
  const faction = mobilePrototype(world, npc)?.faction
  const declared = faction ? world.definitions.get<Faction>('faction', faction) : undefined
  const usual = declared ? Math.trunc(opinionOf(character, declared) / factionShare) : 0
  const left = (points = 0) => (bond ? faded(points, Math.max(0, beat - bond.beat)) : 0)
  return {
    warmth: within(usual + left(bond?.warmth)),
    trust: within(usual + left(bond?.trust)),
    fear: left(bond?.fear),
    deeds: Object.fromEntries((bond?.deeds ?? []).map(({ code, n }) => [code, n])),
  }
}

/** What a deed does to warmth, trust and fear, and how much of its warmth one world day allows. */
const weights: Readonly<
  Record<DeedCode, readonly [warmth: number, trust: number, fear: number, daily: number]>
> = {
  met: [0, 1, 0, 0],
  gift: [0, 2, 0, 30],
  quest: [15, 25, 0, 200],
  helped: [15, 15, 0, 15],
  struck: [-60, -60, 40, 60],
  'killed-friend': [-60, -60, 40, 120],
  stole: [-30, -50, 0, 90],
  'kept-promise': [10, 20, 0, 40],
  'broke-promise': [-10, -30, 0, 40],
  insult: [-8, 0, 0, 10],
  thanks: [2, 0, 0, 10],
  'stood-with': [10, 5, 0, 20],
  'stood-against': [-10, -5, 0, 20],
  reflected: [0, 0, 0, 10],
}

interface Moment {
  readonly beat: number
}

/**
 * The event by which a deed moves a bond; none when the day has had enough of it. `warmth` stands for the
 * usual one where a deed may weigh more or less.
 */
export function moved(
  world: WorldReader,
  { beat }: Moment,
  deed: {
    readonly npc: PrototypeId
    readonly character: Character
    readonly code: DeedCode
    readonly warmth?: number
  },
): NewEvent[] {
  const { npc, character, code } = deed
  const { day } = timeAt(world, beat)
  const bond = storedBond(world, character.id, npc)
  const today = bond?.day === day ? bond.today : {}
  const [usual, trust, fear, daily] = weights[code]
  const had = ownOf(today, code)
  const left = daily - (had ?? 0)
  const wanted = deed.warmth ?? usual
  const warmth = Math.sign(wanted) * Math.min(Math.abs(wanted), Math.max(0, left))
  const isSpent = had !== undefined && warmth === 0
  if (isSpent) return []
  return [bondMoved({ character: character.id, npc, deed: code, warmth, trust, fear, day })]
}

/** How far a listener is let in. */
export function shareFor({ warmth, trust }: Feeling): Share {
  if (trust >= 50) return 'trusted'
  return warmth >= 30 ? 'known' : 'stranger'
}

export type Tier = 'hated' | 'disliked' | 'stranger' | 'liked' | 'friend'

export function tierOf({ warmth, deeds }: Feeling): Tier {
  if (warmth <= refusesAt) return 'hated'
  if (warmth <= -20) return 'disliked'
  if (warmth >= 50) return 'friend'
  return warmth >= 20 || (warmth >= 10 && (deeds.gift ?? 0) > 0) ? 'liked' : 'stranger'
}

/** Colder than this nobody serves or answers. */
const refusesAt = -50

export const isRefused = ({ warmth }: Feeling): boolean => warmth <= refusesAt

/** Percent of the usual price. */
export function percentOf({ warmth }: Feeling): number {
  if (warmth >= 20) return 90
  return warmth <= -30 ? 120 : 100
}

/** One word for what somebody thinks of a character. */
export function reputationWord({ warmth, trust, fear }: Feeling) {
  if (fear >= 30) return 'feared' as const
  if (trust >= 50) return 'trusted' as const
  if (warmth >= 20) return 'liked' as const
  return warmth <= -20 ? ('doubted' as const) : ('unknown' as const)
}
