/** Pieces that answers are made of. */

import type { Fact } from '../../../schema/jobs/dossier.ts'
import { list } from '../../../schema/words.ts'
import type { Answer, Tale } from '../tale.ts'

export type Teller = (tale: Tale) => Answer | undefined

export const sure = (text: string, short?: string): Answer => ({
  text,
  sure: true,
  ...(short ? { short } : {}),
})
export const plainAnswer = (text: string | undefined): Answer | undefined =>
  text ? { text } : undefined
export const own = (one: Fact | undefined): Answer | undefined =>
  one?.own ? { text: one.own, own: true } : undefined
export const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
export const namesOf = (facts: readonly Fact[]) =>
  list(facts.map(({ own: name, text }) => name ?? text))

export function tradeOf(tale: Tale): string {
  return tale.one('me:trade')?.own ?? ''
}
export const placeOf = (tale: Tale) => article(tale.one('here:place')?.own ?? 'this place')
export const townOf = (tale: Tale) => tale.one('here:town')?.own ?? 'this town'
export const article = (name: string) =>
  /^(?:The|A|An) /.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name

/** "South, then west." */
export const wayWords = (way = '') => (way === '' ? '' : `${upper(way)}.`)
export const lookOf = (text: string) => text.slice(text.indexOf('. ') + 2)
export const placed = (where = '') => (where === 'right here' ? 'Right here.' : wayWords(where))
