import { accept } from '../../decision.ts'
import { zoneResetEvents } from '../../rules/reset-program.ts'
import { builderCommand } from './builders.ts'

export const zreset = builderCommand({
  verb: 'zreset',
  brief: 'Run this zone’s reset program now.',
  examples: ['zreset'],
  decide: (context) =>
    accept(
      zoneResetEvents(context, { zone: context.room.zone, occupied: true, by: context.actor.id }),
    ),
})
