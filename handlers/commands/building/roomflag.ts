import { reject } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { change } from './change.ts'
import { roomBody } from './inverse.ts'
import { roomEvent } from './rooms.ts'

export const roomflag = builderCommand({
  verb: 'roomflag',
  aliases: ['flag'],
  arguments: [{ name: 'flag', kind: 'word' }],
  brief: 'Set or clear a flag of this room.',
  examples: ['roomflag dark', 'roomflag safe'],
  decide(context, args) {
    const { room } = context
    const flag = args.flag.toLowerCase()
    const has = room.flags.includes(flag)
    const flags = has ? room.flags.filter((one) => one !== flag) : [...room.flags, flag]
    const made = roomEvent(context, room.id, { ...roomBody(room), flags })
    if (typeof made === 'string') return reject('bad-flag', `That does not fit: ${made}`)
    return change(context, room.id, `${has ? 'cleared' : 'set'} ${flag} of ${room.id}`, [
      made.event,
    ])
  },
})
