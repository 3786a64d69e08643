import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { lookAround } from '../../scene.ts'
import { lookAt } from './close-look.ts'

/** Where one may look: the answer is the same, because one looks closely. */
const looking =
  'at in into inside through under underneath beneath below behind on onto over above upon near around beside out of top'.split(
    ' ',
  )

export const look = defineCommand({
  verb: 'look',
  aliases: ['l', 'see', 'watch'],
  priority: 1,
  arguments: [
    {
      name: 'what',
      kind: 'thing',
      optional: true,
      after: looking,
    },
  ],
  help: {
    group: 'looking',
    brief: 'See where you are, or look closely at something or somebody.',
    examples: ['look', 'look at sign', 'look in chest', 'look north'],
  },
  decide: (context, args) =>
    args.what ? lookAt(context, args.what) : answer(lookAround(context.world, context.actor)),
})
