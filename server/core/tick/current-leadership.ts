/** The leadership of this process while it has one, for status, metrics and telemetry. */
import type { LeadProgress } from '../../../schema/telemetry.ts'
import { systemClock } from '../../platform/ambient.ts'
import type { Inbox } from './inbox.ts'
import type { LeadObserver } from './lead-parts.ts'
import type { Leadership } from './leadership.ts'
import { ProgressWatch } from './progress.ts'

export class CurrentLeadership {
  #lead: Leadership | null = null
  #inbox: Inbox | null = null
  #watch: ProgressWatch | null = null
  #missing: LeadProgress['missing']

  readonly observer: Partial<LeadObserver> = {
    leading: () => {
      this.#missing = undefined
    },
    commandsMissing: ({ commandSeq }, firstSeq) => {
      this.#missing = { from: commandSeq + 1, to: firstSeq - 1 }
    },
    began: (lead, inbox, feed) => {
      this.#lead = lead
      this.#inbox = inbox
      this.#watch = new ProgressWatch(lead, feed, systemClock)
    },
    ticked: () => this.#watch?.ticked(),
    ended: () => {
      this.#lead = null
      this.#inbox = null
      this.#watch = null
    },
  }

  /** How far it has come, and what stands still; null while this process does not lead. */
  progress(): LeadProgress | null {
    return this.#watch ? { ...this.#watch.figures(), missing: this.#missing } : null
  }

  get lead(): Leadership | null {
    return this.#lead
  }

  /** Commands read from the stream that wait for a tick. */
  get waiting(): number {
    return this.#inbox?.size ?? 0
  }
}
