/** Skills and spells of the world files: which word means which, who knows it, how well it goes. */
import type { Character, Mobile } from '../../schema/entities.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Skill } from '../../schema/world-file.ts'

/** The skill whose verb, alias or name is exactly `word`; or, failing that, one that begins so. */
export function findSkill(
  world: WorldReader,
  word: string,
  abbreviated = false,
): Skill | undefined {
  const typed = word.toLowerCase()
  if (typed === '') return undefined
  const words = wordIndex(world)
  const exact = words.get(typed)
  if (exact || !abbreviated || typed.length < 3) return exact
  for (const [word, skill] of words) if (word.startsWith(typed)) return skill
  return undefined
}

const indexes = new WeakMap<readonly object[], ReadonlyMap<string, Skill>>()

/** Every word for a skill. The list of declarations is replaced when one changes, and this with it. */
function wordIndex(world: WorldReader): ReadonlyMap<string, Skill> {
  const declared = world.definitions.all<Skill>('skill')
  const known = indexes.get(declared)
  if (known) return known
  const words = new Map<string, Skill>()
  for (const { data } of declared) {
    for (const word of wordsOf(data)) if (!words.has(word)) words.set(word, data)
  }
  indexes.set(declared, words)
  return words
}

function wordsOf(skill: Skill): string[] {
  return [skill.verb, skill.id, skill.name, ...skill.aliases].map((word) => word.toLowerCase())
}

/** How well somebody knows a skill, 0 to 100; undefined when not at all. Mobiles know their trade. */
export function proficiency(being: Character | Mobile, skill: Skill): number | undefined {
  if (being.kind === 'mobile') return Math.min(95, 50 + 4 * being.level)
  const learned = being.skills[skill.id]
  if (learned !== undefined) return learned
  return skill.learnedByUse && being.level >= skill.level ? 0 : undefined
}

/**
 * Chance in percent that it goes well: the whole difficulty stands in a beginner's way and none of
 * it in a master's; a mind gone dim costs ten more. Between 5 and 95. Mudstream's own.
 */
export function chanceOf(skill: Skill, known: number, dim: boolean): number {
  const hindrance = Math.ceil((skill.difficulty * (100 - known)) / 100)
  return Math.min(95, Math.max(5, 100 - hindrance - (dim ? 10 : 0)))
}

/**
 * Chance in percent to get better by a try: less the better one is, and a failure teaches more
 * than a success, as in the skill systems of the ROM family of servers.
 */
export function growthChance(known: number, success: boolean): number {
  const left = Math.max(0, 100 - known)
  return success ? Math.ceil(left / 3) : Math.ceil(left / 2)
}
