import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { lookAround } from '../../scene.ts'
import { lookAt } from './close-look.ts'

export const look = defineCommand({
  verb: 'look',
  aliases: ['l'],
  priority: 1,
  arguments: [
    {
      name: 'what',
      kind: 'thing',
      optional: true,
      after: ['at', 'in', 'into', 'inside', 'through'],
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
