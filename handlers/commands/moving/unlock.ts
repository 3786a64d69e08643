import { defineCommand } from '../../define-command.ts'
import { changeOpening, withKey } from './openings.ts'

export const unlock = defineCommand({
  verb: 'unlock',
  arguments: [{ name: 'what', kind: 'thing' }, withKey],
  help: {
    group: 'moving',
    brief: 'Unlock a door or a container; you need its key.',
    examples: ['unlock door', 'unlock north', 'unlock door with brass key'],
  },
  decide: (context, args) => changeOpening(context, args.what, 'unlocked'),
})
