/** Names and texts of a scene, as they read inside a sentence of the narrator. */
import type { SceneView } from '../../schema/jobs.ts'
import { filled } from './pick.ts'

/** Room titles are written like titles; in a sentence they read as "the Rusted Lantern". */
export function placeName(scene: SceneView): string {
  const title = scene.title.trim()
  return /^(?:the|a|an)\s/i.test(title)
    ? title.charAt(0).toLowerCase() + title.slice(1)
    : `the ${title}`
}

export function inSentence(name: string): string {
  return /^(?:The|A|An)\s/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name
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
