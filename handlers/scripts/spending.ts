/** What the scripts of a tick have used, so that no zone uses more than its part. */
import type { ScriptSpending } from '../decision.ts'
import { callLimits, tickLimits, zoneLimits } from './limits.ts'

export function newSpending(): ScriptSpending {
  return { steps: 0, acts: 0, zones: new Map() }
}

/** A copy that can be dropped with the part of a tick that it belongs to. */
export function spentBy({ steps, acts, zones }: ScriptSpending): ScriptSpending {
  if (zones.size === 0) return newSpending()
  return { steps, acts, zones: new Map([...zones].map(([zone, used]) => [zone, { ...used }])) }
}

/** What one call may still use; null when its zone has used up its part of the tick. */
export function allowance(
  { steps, acts, zones }: ScriptSpending,
  zone: string,
): { readonly steps: number; readonly acts: number } | null {
  const used = zones.get(zone) ?? { steps: 0, acts: 0 }
  const stepsLeft = Math.min(zoneLimits.steps - used.steps, tickLimits.steps - steps)
  const actsLeft = Math.min(zoneLimits.acts - used.acts, tickLimits.acts - acts)
  if (stepsLeft <= 0 || actsLeft <= 0) return null
  return {
    steps: Math.min(callLimits.steps, stepsLeft),
    acts: Math.min(callLimits.acts, actsLeft),
  }
}

/** Notes what a call has used. Returns what its zone has used in this tick. */
export function spend(
  spending: ScriptSpending,
  zone: string,
  call: { readonly steps: number; readonly acts: number },
): { readonly steps: number; readonly acts: number } {
  const used = spending.zones.get(zone) ?? { steps: 0, acts: 0 }
  used.steps += call.steps
  used.acts += call.acts
  spending.zones.set(zone, used)
  spending.steps += call.steps
  spending.acts += call.acts
  return used
}
