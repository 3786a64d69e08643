/**
 * Whether a leader goes on. A process that is alive and holds its lease may still do nothing: its feed
 * is silent while the stream grows, a tick hangs, or what is committed does not reach the bus. So
 * whoever asks whether a leader works looks at what has moved, not at whether it lives.
 */
import type { LeadProgress, StandStill } from '../../../schema/telemetry.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { CommandFeed } from './bus.ts'
import type { Leadership } from './leadership.ts'

/** Shorter pauses happen in a healthy system. */
const pauseMs = 2_000

/** How long a position has not moved although there was something to do. */
class Mark {
  #position = -1
  #sinceMs = 0

  /** `goal` is where the position has to come to. */
  waitedMs(position: number, goal: number, nowMs: number): number {
    if (position >= goal || position !== this.#position) {
      this.#position = position
      this.#sinceMs = nowMs
    }
    return nowMs - this.#sinceMs
  }
}

/** Watches one leadership; a look now and then is enough. */
export class ProgressWatch {
  readonly #lead: Leadership
  readonly #feed: CommandFeed
  readonly #clock: Pick<Clock, 'mono' | 'now'>
  readonly #ticks = new Mark()
  readonly #relay = new Mark()
  #rounds = 0

  constructor(lead: Leadership, feed: CommandFeed, clock: Pick<Clock, 'mono' | 'now'>) {
    this.#lead = lead
    this.#feed = feed
    this.#clock = clock
  }

  /** A round of the loop came to its end, whether or not it wrote anything. */
  ticked(): void {
    this.#rounds += 1
  }

  figures(): LeadProgress {
    const { commandSeq, relayedTick, tick } = this.#lead
    const { lastSeq, reopened, unreadForMs, silentForMs } = this.#feed.progress()
    const nowMs = this.#clock.mono()
    const waits = {
      feed: Math.max(unreadForMs, silentForMs),
      tick: this.#ticks.waitedMs(this.#rounds, Number.POSITIVE_INFINITY, nowMs),
      relay: this.#relay.waitedMs(relayedTick, tick, nowMs),
    }
    const streamSeq = Math.max(lastSeq, commandSeq)
    return { commandSeq, streamSeq, relayedTick, reopened, stuck: this.#longest(waits) }
  }

  #longest(waits: Readonly<Record<StandStill['what'], number>>): StandStill | null {
    const what = (['feed', 'tick', 'relay'] as const).reduce((a, b) =>
      waits[b] > waits[a] ? b : a,
    )
    if (waits[what] < pauseMs) return null
    return { what, sinceMs: Math.round(this.#clock.now() - waits[what]) }
  }
}
