import { type HelpPage, helpListed, helpShown } from '../../../schema/answers/guidance.ts'
import { answer, type Decision, reject } from '../../decision.ts'
import { type CommandType, defineCommand, helpGroups, usageOf } from '../../define-command.ts'

export const help = defineCommand({
  verb: 'help',
  aliases: ['?', 'commands'],
  always: true,
  priority: 5,
  arguments: [{ name: 'topic', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'See what you can do, or learn more about one word.',
    examples: ['help', 'help take', 'help talking'],
  },
  decide(_context, args, said) {
    const usable = said.usable()
    return args.topic ? helpOn(args.topic, usable) : answer(helpListed({ groups: groups(usable) }))
  },
})

function groups(usable: readonly CommandType[]) {
  return Object.entries(helpGroups)
    .map(([group, title]) => ({
      group,
      title,
      verbs: usable.filter((command) => command.help.group === group).map(({ verb }) => verb),
    }))
    .filter(({ verbs }) => verbs.length > 0)
}

function helpOn(topic: string, usable: readonly CommandType[]): Decision {
  const word = topic.toLowerCase().trim()
  const command =
    usable.find(({ verb, aliases }) => verb === word || aliases?.includes(word)) ??
    usable.find(({ verb }) => verb.startsWith(word))
  const group = groups(usable).find((one) => one.group === word || one.title.toLowerCase() === word)
  if (group && command?.verb !== word) return answer(helpListed({ groups: [group] }))
  if (command) return answer(helpShown(pageOf(command)))
  return reject('no-help', `There is no help about “${word.slice(0, 40)}”. Try “help” alone.`)
}

function pageOf(command: CommandType): HelpPage {
  const { brief, more, examples } = command.help
  return {
    verb: command.verb,
    usage: usageOf(command),
    brief,
    ...(more ? { more } : {}),
    aliases: [...(command.aliases ?? [])],
    examples: [...(examples ?? [])],
  }
}
