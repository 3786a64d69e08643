/** `look`, and `look at` something: private, no fact. */
import { described } from '../../schema/answers/things.ts'
import { answer, type Context, type Decision, reject } from '../decision.ts'
import { defineCommand } from '../define-command.ts'
import { examineThing } from '../examine.ts'
import { lookAround } from '../scene.ts'

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
  decide(context, args) {
    if (!args.what) return answer(lookAround(context.world, context.actor))
    return lookAt(context, args.what)
  },
})

export const examine = defineCommand({
  verb: 'examine',
  aliases: ['x', 'ex', 'read'],
  priority: 20,
  arguments: [{ name: 'what', kind: 'thing' }],
  help: {
    group: 'looking',
    brief: 'Look closely at something or somebody.',
    examples: ['examine lantern', 'x maren', 'read notice'],
  },
  decide: (context, args) => lookAt(context, args.what ?? ''),
})

function lookAt(context: Context, phrase: string): Decision {
  if (/^(around|here|room)$/i.test(phrase)) return answer(lookAround(context.world, context.actor))
  const text = examineThing(context, phrase)
  if (text.kind === 'refused') return text.decision
  return text.kind === 'text'
    ? answer(described({ text: text.text }))
    : reject('not-here', `You see no ${phrase} here.`)
}
