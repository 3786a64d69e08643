import { builderCommand } from './builders.ts'
import { editRoom } from './edit-room.ts'

export const roomset = builderCommand({
  verb: 'roomset',
  arguments: [
    { name: 'field', kind: 'word' },
    { name: 'value', kind: 'rest' },
  ],
  brief: 'Set any other field of this room: terrain, light, lucidity, exits.north.door …',
  examples: [
    'roomset terrain cave',
    'roomset exits.north.door {"name":"an iron door"}',
    'roomset light none',
  ],
  decide: (context, args) => editRoom(context, args.field, args.value),
})
