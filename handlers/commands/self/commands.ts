import { helpListed } from '../../../schema/answers/guidance.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { groupsOf } from '../../guidance/verb-pages.ts'

/** So many verbs of each kind are named; the first ones are those needed most. */
const namedMax = 6

export const commandsListed = defineCommand({
  verb: 'commands',
  always: true,
  priority: 60,
  arguments: [{ name: 'which', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'See what you can do, by what you want; “commands all” lists every verb.',
    examples: ['commands', 'commands all', 'help fighting'],
  },
  decide(_context, { which }, said) {
    const groups = groupsOf(said.usable())
    if (which?.trim().toLowerCase() === 'all') return answer(helpListed({ groups }))
    return answer(
      helpListed({
        groups: groups.map((group) => ({
          ...group,
          verbs: [
            ...group.verbs.slice(0, namedMax),
            ...(group.verbs.length > namedMax ? [`… (help ${group.group})`] : []),
          ],
        })),
      }),
    )
  },
})
