/** Putting effects on somebody and taking them off, by the stacking rule each effect declares. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Effect as Active, Character, Mobile } from '../../schema/entities.ts'
import { effectBegan, effectEnded } from '../../schema/events/effects.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Effect } from '../../schema/world-file.ts'

/** An extended effect never lasts longer than this many of its own durations. */
const extendedMax = 10

export interface WantedEffect {
  readonly effect: string
  /** How long, in beats, instead of the effect's own duration. */
  readonly beats?: number | undefined
  readonly by?: string | undefined
}

/** The events that put an effect on somebody; none when the world knows no such effect. */
export function applyEffect(
  world: WorldReader,
  being: Character | Mobile,
  wanted: WantedEffect,
  beat: number,
): NewEvent[] {
  const effect = world.definitions.get<Effect>('effect', wanted.effect)
  if (!effect) return []
  const known = being.effects.find(({ id, until }) => id === wanted.effect && until > beat)
  const next = stacked(effect, known, beat, wanted.beats ?? effect.durationBeats)
  const told = !known || next.stacks > known.stacks
  return [
    effectBegan({
      target: being.id,
      effect: wanted.effect,
      ...next,
      ...(wanted.by ? { by: wanted.by } : {}),
      lines: told ? effect.begins : {},
    }),
  ]
}

/**
 * `refresh` starts the time again, `extend` adds it, `stack` starts it again with one more stack,
 * `highest` keeps the longer one.
 */
export function stacked(
  effect: Pick<Effect, 'stacking' | 'maxStacks' | 'durationBeats'>,
  known: Pick<Active, 'until' | 'stacks'> | undefined,
  beat: number,
  beats: number,
): { until: number; stacks: number } {
  const fresh = beat + beats
  if (!known) return { until: fresh, stacks: 1 }
  switch (effect.stacking) {
    case 'refresh':
      return { until: fresh, stacks: 1 }
    case 'extend': {
      const most = beat + extendedMax * Math.max(beats, effect.durationBeats)
      return { until: Math.min(known.until + beats, most), stacks: 1 }
    }
    case 'stack':
      return { until: fresh, stacks: Math.min(effect.maxStacks, known.stacks + 1) }
    case 'highest':
      return { until: Math.max(known.until, fresh), stacks: 1 }
    default: {
      const unreachable: never = effect.stacking
      return unreachable
    }
  }
}

/** Takes an effect off; none when it is not there. `cured` and `wore-off` tell the wear-off words. */
export function endEffect(
  world: WorldReader,
  being: Character | Mobile,
  id: string,
  why: 'wore-off' | 'cured' | 'broken',
): NewEvent[] {
  if (!being.effects.some((known) => known.id === id)) return []
  const line = world.definitions.get<Effect>('effect', id)?.wearOff
  return [effectEnded({ target: being.id, effect: id, why, ...(line ? { line } : {}) })]
}

/** Ends every effect with the flag: a blow wakes the sleeper, an attack gives away the hidden. */
export function breakEffects(
  world: WorldReader,
  being: Character | Mobile,
  flag: Effect['flags'][number],
): NewEvent[] {
  return being.effects
    .filter(({ id }) => world.definitions.get<Effect>('effect', id)?.flags.includes(flag))
    .flatMap(({ id }) => endEffect(world, being, id, 'broken'))
}

/**
 * How often an effect that ends at `until` works in the `span` beats up to and with `beat`. It works
 * whenever the beats that are left are a multiple of `everyBeats`, so nothing has to be remembered.
 */
export function timesDue(until: number, beat: number, span: number, everyBeats: number): number {
  const most = until - beat + span - 1
  const least = Math.max(1, until - beat)
  if (most < least) return 0
  return Math.floor(most / everyBeats) - Math.floor((least - 1) / everyBeats)
}
