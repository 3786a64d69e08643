import { builderCommand } from './builders.ts'
import { editRoom } from './edit-room.ts'

export const retitle = builderCommand({
  verb: 'retitle',
  arguments: [{ name: 'text', kind: 'rest' }],
  brief: 'Give this room another title.',
  examples: ['retitle The New Kiln'],
  decide: (context, args) => editRoom(context, 'title', args.text),
})
