/** Skills and spells of the world files: which word means which, who knows it, how well it goes. */

import type { Character, Mobile } from '../../schema/entities.ts'
import { ownOf } from '../../schema/own.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Skill } from '../../schema/world-file.ts'

/** The skill whose verb, alias or name is exactly `word`. */
export function skillNamed(world: WorldReader, word: string): Skill | undefined {
  return wordIndex(world).get(word.toLowerCase())
}

/** The skill of that name; failing that, one with a word that begins so, from three letters on. */
export function skillBeginning(world: WorldReader, word: string): Skill | undefined {
  const typed = word.toLowerCase()
  const exact = skillNamed(world, word)
  if (exact || typed.length < 3) return exact
  for (const [known, skill] of wordIndex(world)) if (known.startsWith(typed)) return skill
  return undefined
}

/** Every word that means a skill. */
export function skillWords(world: WorldReader): readonly string[] {
  return [...wordIndex(world).keys()]
}

const indexes = new WeakMap<readonly object[], ReadonlyMap<string, Skill>>()

/** Every word for a skill. A change of a definition makes a new list, and so a new index. */
function wordIndex(world: WorldReader): ReadonlyMap<string, Skill> {
  const declared = world.definitions.all<Skill>('skill')
  const known = indexes.get(declared)
  if (known) return known
  const words = new Map<string, Skill>()
  for (const { data } of declared) {
    for (const word of wordsOf(data)) if (word && !words.has(word)) words.set(word, data)
  }
  indexes.set(declared, words)
  return words
}

function wordsOf(skill: Skill): string[] {
  return [skill.verb, skill.id, skill.name, ...skill.aliases].map((word) => word.toLowerCase())
}

/** How well somebody knows a skill, 0 to 100, or undefined; mobiles know every skill by their level. */
export function proficiency(being: Character | Mobile, skill: Skill): number | undefined {
  if (being.kind === 'mobile') return Math.min(95, 50 + 4 * being.level)
  const learned = ownOf(being.skills, skill.id)
  if (learned !== undefined) return learned
  return skill.learnedByUse && being.level >= skill.level ? 0 : undefined
}

/**
 * Chance in percent that it goes well, between 5 and 95. The whole difficulty stands in a
 * beginner's way and none of it in a master's; a dim mind costs ten more. Mudstream's own rule.
 */
export function chanceOf(skill: Skill, known: number, mind: 'clear' | 'dim'): number {
  const hindrance = Math.ceil((skill.difficulty * (100 - known)) / 100)
  return Math.min(95, Math.max(5, 100 - hindrance - (mind === 'dim' ? 10 : 0)))
}

/**
 * Chance in percent to get better by a try: it shrinks with what one knows, and a failure teaches
 * more than a success, as in the skill systems of the ROM family of servers.
 */
export function growthChance(known: number, result: 'success' | 'failure'): number {
  const left = Math.max(0, 100 - known)
  return result === 'success' ? Math.ceil(left / 3) : Math.ceil(left / 2)
}
