/** Every refusal, in the words of the rule that refused. */

import { defineAnswer } from '../define-answer.ts'
import type { Direction } from '../directions.ts'
import { escapeMarkup } from '../markup.ts'
import type { OrderProblem } from '../world-file/build-orders.ts'

/** The words are the rule's own, hence plain text; `code` is for programs. */
export interface Refusal {
  readonly code: string
  readonly text: string
  /** The direction of a walk that failed; mapping clients take back the room that they had drawn there. */
  readonly direction?: Direction
  /** What is wrong with a build order, field by field. */
  readonly problems?: readonly OrderProblem[]
}

export const refused = defineAnswer<Refusal>('refused', (data) => escapeMarkup(data.text))
