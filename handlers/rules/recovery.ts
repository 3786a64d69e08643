/** How gauges recover by themselves. Pure; whole points come out, fractions are spread over time. */
import type { Position } from '../../schema/entities.ts'
import { fnv1a } from '../../schema/ids.ts'

export interface Surroundings {
  readonly position: Position
  /** The room's `regen`, percent of the usual recovery. */
  readonly regenPercent: number
  /** The room's `lucidity`, tenths of a point per minute of world time. */
  readonly lucidityDrift: number
  /** It is dark for the being: it has neither a light nor eyes for the dark. */
  readonly dark: boolean
  /** Somebody friendly is near. */
  readonly company: boolean
  /** The tension of the worst conflict that is carried out here, 0 to 100. */
  readonly tension: number
  /** Modifiers of equipment and effects, tenths of a point per minute of world time. */
  readonly healthRegen: number
  readonly staminaRegen: number
  readonly lucidityRegen: number
  readonly level: number
}

/** Thousandths of a point per minute of world time. */
export interface Rates {
  readonly health: number
  readonly stamina: number
  readonly lucidity: number
}

const restFactor: Readonly<Record<Position, number>> = {
  standing: 1,
  resting: 2,
  sleeping: 3,
  fighting: 0,
  dead: 0,
}

/**
 * Recovery per minute of world time: health 0.3 and a bit for each level, stamina 0.8, doubled by
 * resting and tripled by sleep (the proportions of the Diku family of servers), none of either in a
 * fight. Lucidity returns at 0.15, drifts by the room, loses 0.3 in the dark and in fights, up to 0.3
 * where there is a conflict, and gains 0.1 from company. The numbers are Mudstream's own.
 */
export function ratesFor(around: Surroundings): Rates {
  const rest = restFactor[around.position]
  const share = (around.regenPercent * rest) / 100
  const lucidityRest = around.position === 'fighting' ? -300 : 150 * rest
  return {
    health: Math.round((300 + 30 * around.level) * share) + 100 * around.healthRegen,
    stamina: Math.round(800 * share) + 100 * around.staminaRegen,
    lucidity:
      lucidityRest +
      100 * (around.lucidityDrift + around.lucidityRegen) +
      (around.dark ? -300 : 0) +
      (around.company ? 100 : 0) -
      3 * around.tension,
  }
}

/** One step of recovery: the beats that it covers, and the pace of the world. */
export interface RecoveryStep {
  /** The world beat at which the step ends. */
  readonly beat: number
  readonly stepBeats: number
  readonly beatsPerMinute: number
  /** Thousandths of a point; see `offsetOf`. */
  readonly offset: number
}

/**
 * Whole points due in the step that ends at `beat`, for a rate in thousandths per minute. The sum
 * over many steps is the rate exactly, although nothing is remembered between them: a fraction that
 * the being carried would need an event at each step, and this needs none.
 * `offset` (thousandths) shifts beings against each other.
 */
export function pointsDue(
  rate: number,
  { beat, stepBeats, beatsPerMinute, offset }: RecoveryStep,
): number {
  const upTo = (at: number) => Math.floor((rate * at) / beatsPerMinute / 1000 + offset / 1000)
  return upTo(beat) - upTo(Math.max(0, beat - stepBeats))
}

/** The shift of one being, 0..999, so that a crowd does not recover in one and the same beat. */
export function offsetOf(id: string): number {
  return fnv1a(id) % 1000
}

/** The part of `change` that keeps a gauge between 0 and `max`; above `max` it comes down to it. */
export function bounded(now: number, max: number, change: number): number {
  return Math.min(max, Math.max(0, now + change)) - now
}
