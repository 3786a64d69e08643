import { anybodyNamed } from '../../company.ts'
import { reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { leaveRemark } from '../remarks.ts'

export const report = defineCommand({
  verb: 'report',
  always: true,
  priority: 80,
  arguments: [
    { name: 'whom', kind: 'word' },
    { name: 'words', kind: 'rest' },
  ],
  help: {
    group: 'talking',
    brief: 'Tell the keepers about somebody who does not leave others alone.',
    more: 'The one it is about is told nothing. “ignore” keeps that person’s words from you at once.',
    examples: ['report bob follows me and insults me'],
  },
  decide(context, { whom, words }) {
    const about = anybodyNamed(context.world, whom)
    if (!about) return reject('unknown-person', `Nobody called ${whom.slice(0, 24)} is known here.`)
    return leaveRemark(context, 'report', words, about.name)
  },
})
