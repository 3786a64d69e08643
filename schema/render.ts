/** Puts views in words with markup. Events become sentences nowhere else. */
import { answers } from './answers/index.ts'
import type { ViewRole } from './define-event.ts'
import { events } from './events/index.ts'

/** The words of a view; empty when it has none (then only its data matters). */
export function wordsOf(kind: string, role: string, data: unknown): string {
  const event = events.get(kind)
  if (event) return event.text?.[role as ViewRole]?.(data) ?? ''
  return answers.get(kind)?.text(data) ?? ''
}
