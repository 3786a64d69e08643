import type { RoomId } from '../../../schema/ids.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import type { Context, Decision } from '../../decision.ts'
import { reject } from '../../decision.ts'
import { beginning, newConflict } from './beginnings.ts'
import { builderCommand } from './builders.ts'
import { define, type Wanted, wanted } from './definitions.ts'
import type { Json } from './fields.ts'
import { createZone } from './new-zone.ts'

export const create = builderCommand({
  verb: 'create',
  arguments: [
    { name: 'kind', kind: 'word' },
    { name: 'id', kind: 'word' },
    { name: 'name', kind: 'rest' },
  ],
  brief: 'Declare a new item, mobile, quest, conflict, social, faction or zone.',
  examples: [
    'create item oil-can a dented oil can',
    'create conflict well-war The War of the Well: upper town, lower town',
    'create faction masons the guild of masons',
    'create zone kilns The Kilns',
  ],
  decide(context, args) {
    const what = wanted(context, args)
    return what.kind === 'refused' ? what.decision : declare(context, what, cleanSpeech(args.name))
  },
})

function declare(context: Context, what: Wanted, name: string): Decision {
  const { world, room } = context
  if (world.definitions.get(what.of, what.id) !== undefined) {
    return reject('exists', `There is ${what.of} ${what.id} already; edit it.`)
  }
  if (what.of === 'zone') return createZone(context, what.id, name)
  const value = what.of === 'conflict' ? conflictFrom(name, room.id) : beginning(what.of, name)
  return define(context, what, value, `created ${what.of} ${what.id}`)
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
