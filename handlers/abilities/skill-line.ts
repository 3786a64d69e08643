/** Lines that begin with the verb of a skill, as `kick rat` or `mend ann` do. */
import type { Skill } from '../../schema/world-file.ts'
import type { Context, Decision } from '../decision.ts'
import type { LineReader } from '../define-command.ts'
import { skillBeginning, skillNamed, skillWords } from './skills.ts'
import { useSkill } from './use-skill.ts'

/** A verb, alias or name of a skill, whole. */
export const skillByName: LineReader = {
  words: ({ world }) => skillWords(world),
  read: (context, line) => useOf(context, line, skillNamed),
}

/** The beginning of such a word. */
export const skillByBeginning: LineReader = {
  read: (context, line) => useOf(context, line, skillBeginning),
}

/**
 * A line whose verb belongs to a command as well, but that means the skill: picking a lock, not
 * picking up an apple.
 */
export const lockSkill: LineReader = {
  read: (context, line) => (namesLock(context, line) ? skillByName.read(context, line) : null),
}

function useOf(
  context: Context,
  line: string,
  find: (world: Context['world'], word: string) => Skill | undefined,
): Decision | null {
  const [verb = '', ...rest] = line.trim().split(/\s+/)
  const skill = find(context.world, verb)
  return skill ? useSkill(context, skill, withoutJoining(rest)) : null
}

const joining = new Set(['at', 'on', 'the', 'with', 'to'])

/** What is left of the words when those that only join others are taken out. */
export function withoutJoining(words: readonly string[]): string {
  return words.filter((word) => !joining.has(word.toLowerCase())).join(' ')
}

function namesLock(context: Context, line: string): boolean {
  // Every line comes here, so the rest of it is read only behind such a verb.
  const typed = line.trim().toLowerCase()
  const [verb = ''] = typed.split(/\s/, 1)
  if (skillNamed(context.world, verb)?.target !== 'exit') return false
  const phrase = withoutJoining(typed.split(/\s+/).slice(1))
  return /^(locks?|doors?|gates?|hatch)\b/.test(phrase) || Object.hasOwn(context.room.exits, phrase)
}
