/** The one list of commands. Refuses two commands that answer to the same word. */
import { mayUse, type Role } from '../schema/roles.ts'
import { commands as declared } from './commands/index.ts'
import type { CommandType } from './define-command.ts'
import type { Verbs } from './parse.ts'

export const commands: readonly CommandType[] = declared

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

export const registry: Verbs = {
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
}

/** The commands somebody of `role` may use. */
export function commandsFor(role: Role): CommandType[] {
  return commands.filter((command) => mayUse(role, command.role))
}
