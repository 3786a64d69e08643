import { described } from '../../../schema/answers/things.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

/** The doors ask for name and password themselves, so that no password is ever a line of the game. */
const words = {
  guest:
    'To keep this character, give it a name and a password at the door: “Keep this character” on the page, “claim” alone over telnet.',
  other: 'You have a name of your own already, and all you do is kept.',
}

export const claim = defineCommand({
  verb: 'claim',
  aliases: ['register'],
  arguments: [{ name: 'words', kind: 'rest', optional: true }],
  always: true,
  priority: 80,
  help: {
    group: 'self',
    brief: 'As a guest: keep this character, by a name and a password of your own.',
    examples: ['claim'],
  },
  decide: ({ actor }) =>
    answer(
      described({
        text: actor.kind === 'character' && actor.role === 'guest' ? words.guest : words.other,
      }),
    ),
})
