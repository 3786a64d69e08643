/** What an order would do: the events, and what the history says of them. */

import type { NewEvent } from '../../../schema/define-event.ts'
import type { EntityId } from '../../../schema/ids.ts'
import type { OrderProblem } from '../../../schema/world-file/build-orders.ts'
import type { Decision } from '../../decision.ts'

export interface Plan {
  readonly kind: 'plan'
  /** The entity whose history tells of it. */
  readonly about: EntityId
  readonly summary: string
  readonly events: readonly NewEvent[]
}

export type Rejected = Extract<Decision, { kind: 'reject' }>

/** A plan, or why the order is refused. */
export type Planned = Plan | Rejected

export function plan(about: EntityId, summary: string, events: readonly NewEvent[]): Plan {
  return { kind: 'plan', about, summary, events }
}

/** Refuses an order, and says of each field what is wrong with it. */
export function refuseOrder(
  code: string,
  text: string,
  problems: readonly OrderProblem[] = [],
): Rejected {
  return { kind: 'reject', code, text, ...(problems.length > 0 ? { problems } : {}) }
}

/** Refuses what does not read as a world file would have it. */
export function refuseFields(code: string, problems: readonly OrderProblem[]): Rejected {
  const [first] = problems
  const where = first?.field ? `${first.field}: ` : ''
  return refuseOrder(code, `That does not fit: ${where}${first?.words ?? ''}`, problems)
}
