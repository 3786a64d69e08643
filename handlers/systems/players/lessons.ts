/** Lessons that end by what happens without a line: the last blow falls by itself. */
import { onEvent } from '../../../schema/define-event.ts'
import { mobileKilled } from '../../../schema/events/death.ts'
import { learned } from '../../arrival.ts'
import { defineReaction, eventActs } from '../../define-system.ts'

export const lessons = defineReaction(
  'lessons',
  onEvent(mobileKilled, (context, { killer }) =>
    killer === undefined ? [] : eventActs(...learned(context, killer, { killed: true })),
  ),
)
