import { builderCommand } from './builders.ts'
import { editRoom } from './edit-room.ts'

export const redescribe = builderCommand({
  verb: 'redescribe',
  arguments: [{ name: 'text', kind: 'rest' }],
  brief: 'Give this room another description.',
  examples: ['redescribe Warm bricks, and nobody to warm.'],
  decide: (context, args) => editRoom(context, 'description', args.text),
})
