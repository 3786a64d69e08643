/** Speaking to the room. */
import { speechUttered } from '../../schema/events/speech.ts'
import { accept } from '../decision.ts'
import { defineCommand } from '../define-command.ts'

export const say = defineCommand({
  verb: 'say',
  priority: 5,
  arguments: [{ name: 'words', kind: 'rest' }],
  help: {
    group: 'talking',
    brief: 'Say something to everybody here.',
    examples: ['say good evening', "'good evening"],
  },
  decide: ({ actor, room }, args) =>
    accept(
      speechUttered({ actor: actor.id, room: room.id, how: 'say', words: args.words ?? '' }),
    ),
})
