/** A line that begins with the verb of a skill, as `kick rat` or `mend ann` do. */
import type { Context, Decision } from '../decision.ts'
import { findSkill } from './skills.ts'
import { useSkill } from './use-skill.ts'

/** The decision for such a line, or null when its first word is no skill's. */
export function skillFor(context: Context, line: string, abbreviated: boolean): Decision | null {
  const [verb = '', ...rest] = line.trim().split(/\s+/)
  const skill = findSkill(context.world, verb, abbreviated)
  return skill ? useSkill(context, skill, withoutJoining(rest)) : null
}

const joining = new Set(['at', 'on', 'the', 'with', 'to'])

/** What is left of the words when those that only join others are taken out. */
export function withoutJoining(words: readonly string[]): string {
  return words.filter((word) => !joining.has(word.toLowerCase())).join(' ')
}

/**
 * True for a line whose verb is a command's as well, but that means the skill: picking a lock, not
 * picking up an apple.
 */
export function meansSkill(context: Context, line: string): boolean {
  // Asked of every line, so the rest of it is looked at only behind such a verb.
  const typed = line.trim().toLowerCase()
  const [verb = ''] = typed.split(/\s/, 1)
  const skill = verb ? findSkill(context.world, verb) : undefined
  if (skill?.target !== 'exit') return false
  const phrase = withoutJoining(typed.split(/\s+/).slice(1))
  return /^(locks?|doors?|gates?|hatch)\b/.test(phrase) || phrase in context.room.exits
}
