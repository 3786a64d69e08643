import { beginning, newConflict, newZone } from '../../../schema/beginnings.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import type { Context, Decision } from '../../decision.ts'
import { builderCommand } from './builders.ts'
import { type Wanted, wanted } from './definitions.ts'
import type { Json } from './fields.ts'
import { decideOrder } from './order.ts'

export const create = builderCommand({
  verb: 'create',
  arguments: [
    { name: 'kind', kind: 'word' },
    { name: 'id', kind: 'word' },
    { name: 'name', kind: 'rest' },
  ],
  brief: 'Declare a new item, mobile, quest, conflict, social, faction, page of help or zone.',
  examples: [
    'create item oil-can a dented oil can',
    'create conflict well-war The War of the Well: upper town, lower town',
    'create faction masons the guild of masons',
    'create article boats how to hire a boat',
    'create zone kilns The Kilns',
  ],
  decide(context, args) {
    const what = wanted(context, args)
    return what.kind === 'refused' ? what.decision : declare(context, what, cleanSpeech(args.name))
  },
})

function declare(context: Context, { of, id }: Wanted, name: string): Decision {
  if (of === 'zone') return decideOrder(context, newZone(id, name))
  const value = of === 'conflict' ? conflictFrom(name, context.room.id) : beginning(of, name)
  return decideOrder(context, { do: 'define', of, id, value })
}

/** "The War of the Well: upper town, lower town" */
function conflictFrom(text: string, room: RoomId): Json {
  const [name = text, sides = ''] = text.split(':').map((part) => part.trim())
  const [one = 'one side', other = 'the other side'] = sides
    .split(',')
    .map((side) => side.trim())
    .filter(Boolean)
  return newConflict(name, room, [one, other])
}
