import { builderCommand } from './builders.ts'
import { decideOrder } from './order.ts'

export const zreset = builderCommand({
  verb: 'zreset',
  brief: 'Run this zone’s reset program now.',
  examples: ['zreset'],
  decide: (context) => decideOrder(context, { do: 'reset', zone: context.room.zone }),
})
