/** The right name for a wrong one. */
import { closest, distance } from 'fastest-levenshtein'

/** "; did you mean actor?", or nothing where nothing is near. */
export function nearest(typed: string, names: readonly string[]): string {
  if (names.length === 0) return ''
  const best = closest(typed, names)
  return distance(typed, best) <= Math.max(2, typed.length / 3) ? `; did you mean ${best}?` : ''
}
