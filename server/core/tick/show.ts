/** Shows sessions answers and parts of their view, and remembers which parts they know. */
import type { StatePart, View } from '../../../schema/define-answer.ts'
import type { ViewData } from '../../../schema/view-delta.ts'
import { wholeView } from '../../../schema/views.ts'
import { noteShown, seesDeltasOf } from './shown-parts.ts'
import { causeOf, type Draft, pushOutput, type Target, targetsOf, touch } from './tick-work.ts'

/**
 * Shows a private answer to the actor; a state part travels with it under the next number. Whoever asked
 * for deltas and knows the part is shown what has changed of it, and not the part.
 */
export function showView(draft: Draft, view: View, to?: readonly Target[]): void {
  const targets = to ?? targetsOf(draft, { character: draft.actor })
  const { state, data } = view
  const slim = state
    ? targets.filter(({ session }) => seesDeltasOf(draft, session, state, data))
    : []
  const whole = targets.filter((target) => !slim.includes(target))
  for (const { session } of slim) {
    const owner = draft.world.peek(session)?.place ?? ''
    touch(draft, wholeView(draft.world, owner))
  }
  if (slim.length > 0) pushEvent(draft, { kind: view.kind, data }, slim)
  if (whole.length === 0) return
  pushEvent(draft, view, whole)
  if (!state) return
  draft.nextK += 1
  for (const { session } of whole) noteShown(draft, session, state, data)
}

function pushEvent(draft: Draft, view: View, targets: readonly Target[]): void {
  pushOutput(draft, {
    f: 'event',
    kind: view.kind,
    role: 'actor',
    ...causeOf(draft),
    data: view.data,
    ...(view.state ? { state: view.state } : {}),
    targets,
  })
}

/** Sends a machine-readable part of the view of one session. */
export function showState(
  draft: Draft,
  part: StatePart,
  data: ViewData,
  targets: readonly Target[],
): void {
  if (targets.length === 0) return
  pushOutput(draft, { f: 'state', part, ...causeOf(draft), data, targets })
  for (const { session } of targets) noteShown(draft, session, part, data)
}
