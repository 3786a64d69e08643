import { defineCommand } from '../../define-command.ts'
import { changeOpening, withKey } from './openings.ts'

export const lock = defineCommand({
  verb: 'lock',
  arguments: [{ name: 'what', kind: 'thing' }, withKey],
  help: {
    group: 'moving',
    brief: 'Lock a door or a container; you need its key.',
    examples: ['lock door', 'lock chest'],
  },
  decide: (context, args) => changeOpening(context, args.what, 'locked'),
})
