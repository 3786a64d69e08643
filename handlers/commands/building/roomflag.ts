import { builderCommand } from './builders.ts'
import { decideOrder } from './order.ts'

export const roomflag = builderCommand({
  verb: 'roomflag',
  aliases: ['flag'],
  arguments: [{ name: 'flag', kind: 'word' }],
  brief: 'Set or clear a flag of this room.',
  examples: ['roomflag dark', 'roomflag safe'],
  decide(context, args) {
    const { id, flags } = context.room
    const flag = args.flag.toLowerCase()
    const to = flags.includes(flag) ? flags.filter((one) => one !== flag) : [...flags, flag]
    return decideOrder(context, { do: 'set', of: 'room', id, fields: [{ path: 'flags', to }] })
  },
})
