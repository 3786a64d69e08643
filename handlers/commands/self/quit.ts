import { reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { leave } from '../../presence.ts'

const wholeWords = ['quit', 'logout', 'logoff']

export const quit = defineCommand({
  verb: 'quit',
  aliases: wholeWords.slice(1),
  always: true,
  priority: 90,
  help: {
    group: 'self',
    brief: 'Leave the world; you come back to where you left.',
    examples: ['quit'],
  },
  decide({ world, actor }, _args, { verb }) {
    const session = actor.kind === 'character' && actor.session ? world.get(actor.session) : null
    if (session?.kind !== 'session') return reject('no-session', 'You have nowhere else to go.')
    // An abbreviation is easily mistyped, so only a whole word ends the session.
    if (!wholeWords.includes(verb)) {
      return reject('whole-word', 'If you want to leave, type the whole word “quit”.')
    }
    if (actor.position === 'fighting') {
      return reject('fighting', 'You are in the middle of a fight! Try to flee.')
    }
    return { kind: 'accept', events: leave(world, session, 'quit'), closes: 'quit' }
  },
})
