/** Names and texts of a scene, as they read inside a sentence of the narrator. */
import type { SceneView } from '../../schema/jobs.ts'
import { filled } from './pick.ts'

const prepositions =
  /^(?:above|along|among|at|before|behind|below|beneath|beside|between|beyond|by|down|in|inside|into|near|off|on|outside|over|past|through|under|up|within)\b/i

/**
 * Room titles are written like titles; in a sentence they read as "the Rusted Lantern". "Maud’s Kitchen" needs
 * no article, and "Under the Pier" is no name.
 */
export function placeName(scene: SceneView): string {
  const title = scene.title.trim()
  if (prepositions.test(title)) return 'this place'
  if (/^[\p{L} ]+[’']s?\s/u.test(title) && !/^(?:the|a|an)\s/i.test(title)) return title
  return /^(?:the|a|an)\s/i.test(title) ? inSentence(title) : `the ${title}`
}

/** A name as it stands within a sentence: "the baker", "some nets", "Maud Tallow". */
export function inSentence(name: string): string {
  return /^(?:The|A|An|Some|Two|Three|Several|Many|One)\s/i.test(name)
    ? name.charAt(0).toLowerCase() + name.slice(1)
    : name
}

export function sentenceOf(text: string): string {
  const trimmed = text.trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Prepared answers are for anyone at any hour, so they may not address a visitor. */
export function withoutVisitor(line: string): string {
  return filled(line.replaceAll(/,? \{speaker\}/g, '').replaceAll(/ (?:at|for) \{hour\}/g, ''), {})
}
