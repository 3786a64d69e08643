/** `help`: made from the declarations of the commands, so it cannot say what is not so. */
import { type HelpPage, helpListed, helpShown } from '../../schema/answers/guidance.ts'
import { mayUse } from '../../schema/roles.ts'
import { answer, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand, type HelpGroup, usageOf } from '../define-command.ts'

/** Titles of the groups, in the order in which they are listed. */
export const groupTitles: Readonly<Record<HelpGroup, string>> = {
  moving: 'Moving about',
  looking: 'Looking around',
  talking: 'Talking',
  things: 'Things',
  fighting: 'Fighting',
  magic: 'Magic',
  trade: 'Trade',
  company: 'Company',
  quests: 'Quests',
  self: 'Yourself',
  building: 'Building',
  admin: 'Keeping order',
}

/**
 * The `help` command over a list of commands. The list is asked for only when somebody types
 * `help`, because it holds this very command.
 */
export function helpCommand(commands: () => readonly CommandType[]): CommandType {
  return defineCommand({
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
    decide({ actor }, args) {
      const role = actor.kind === 'character' ? actor.role : 'player'
      const usable = commands().filter((command) => mayUse(role, command.role))
      return args.topic
        ? helpOn(args.topic, usable)
        : answer(helpListed({ groups: groups(usable) }))
    },
  })
}

function groups(usable: readonly CommandType[]) {
  return (Object.keys(groupTitles) as HelpGroup[])
    .map((group) => ({
      group,
      title: groupTitles[group],
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
