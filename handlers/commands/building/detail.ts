import { builderCommand } from './builders.ts'
import { editRoom } from './edit-room.ts'

export const detail = builderCommand({
  verb: 'detail',
  arguments: [
    { name: 'word', kind: 'word' },
    { name: 'text', kind: 'rest' },
  ],
  brief: 'Say what one sees on looking at something in this room; “none” takes it away.',
  examples: ['detail bricks Scorched on one side.'],
  decide: (context, args) =>
    editRoom(context, `details.${args.word.toLowerCase().replaceAll('.', '')}`, args.text),
})
