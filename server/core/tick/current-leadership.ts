/** The leadership of this process while it has one, for status, metrics and telemetry. */
import type { Inbox } from './inbox.ts'
import type { LeadObserver } from './lead-parts.ts'
import type { Leadership } from './leadership.ts'

export class CurrentLeadership {
  #lead: Leadership | null = null
  #inbox: Inbox | null = null

  readonly observer: Partial<LeadObserver> = {
    began: (lead, inbox) => {
      this.#lead = lead
      this.#inbox = inbox
    },
    ended: () => {
      this.#lead = null
      this.#inbox = null
    },
  }

  get lead(): Leadership | null {
    return this.#lead
  }

  /** Commands read from the stream that wait for a tick. */
  get waiting(): number {
    return this.#inbox?.size ?? 0
  }
}
