/** What is registered: commands and line readers. Refuses two commands that answer to one word. */
import { mayUse } from '../schema/roles.ts'
import { lockSkill, skillByBeginning, skillByName } from './abilities/skill-line.ts'
import { commands } from './commands/index.ts'
import { conflictChoice, partyChoice } from './commands/quests/choices.ts'
import { greeting } from './commands/talking/greetings.ts'
import { social, socialByBeginning } from './commands/talking/socials.ts'
import type { Registry } from './decide.ts'
import type { CommandType } from './define-command.ts'
import { pointer } from './phrasing/pointers.ts'

const byWord = new Map<string, CommandType>()
for (const command of commands) {
  for (const word of [command.verb, ...(command.aliases ?? [])]) {
    if (byWord.has(word)) throw new Error(`two commands answer to "${word}"`)
    byWord.set(word, command)
  }
}

/** Abbreviation candidates: the lowest priority number first, then the shortest verb, then the alphabet. */
const byPreference = [...commands].sort(
  (a, b) =>
    (a.priority ?? 50) - (b.priority ?? 50) ||
    a.verb.length - b.verb.length ||
    (a.verb < b.verb ? -1 : 1),
)

export const registry: Registry = {
  find(typed, role) {
    const exact = byWord.get(typed)
    if (exact) return exact
    const usable = byPreference.filter((command) => mayUse(role, command.role))
    return (
      usable.find((command) => command.verb.startsWith(typed)) ??
      // One letter of an alias says too little to stand for it.
      (typed.length < 2
        ? undefined
        : usable.find((command) => command.aliases?.some((alias) => alias.startsWith(typed))))
    )
  },
  usable: (role) => commands.filter((command) => mayUse(role, command.role)),
  beforeVerbs: [lockSkill, partyChoice],
  wholeWords: [skillByName, conflictChoice, social, greeting, pointer],
  afterVerbs: [socialByBeginning, skillByBeginning],
}
