/** Pages of help that are made from the declarations of verbs. */
import type { HelpPage } from '../../schema/answers/guidance.ts'
import { type CommandType, helpGroups, usageOf } from '../define-command.ts'

/** Verbs by what they are for. */
export function groupsOf(usable: readonly CommandType[]) {
  return Object.entries(helpGroups)
    .map(([group, title]) => ({
      group,
      title,
      verbs: usable.filter((command) => command.help.group === group).map(({ verb }) => verb),
    }))
    .filter(({ verbs }) => verbs.length > 0)
}

export function verbPage(command: CommandType, see: readonly string[]): HelpPage {
  const { brief, more, examples } = command.help
  return {
    verb: command.verb,
    usage: usageOf(command),
    brief,
    ...(more ? { more } : {}),
    aliases: [...(command.aliases ?? [])],
    examples: [...(examples ?? [])],
    ...(see.length > 0 ? { see: [...see] } : {}),
  }
}
