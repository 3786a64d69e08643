import { tellsRecalled } from '../../../schema/answers/company.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { tellsTo } from '../../tells.ts'
import { recallChannel } from './channels.ts'

export const history = defineCommand({
  verb: 'history',
  always: true,
  arguments: [{ name: 'channel', kind: 'word', optional: true }],
  help: {
    group: 'talking',
    brief: 'See what was said last on a channel, or told to you.',
    examples: ['history gossip', 'history tell'],
  },
  decide(context, args) {
    const { world, actor, now } = context
    const name = args.channel ?? 'gossip'
    if (actor.kind !== 'character' || !/^tells?$/i.test(name)) return recallChannel(context, name)
    return answer(tellsRecalled({ lines: tellsTo(world, actor, now) }))
  },
})
