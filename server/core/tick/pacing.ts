/** When the next tick begins: at once if somebody waits for it, else at the heartbeat. */
import type { Clock } from '../../platform/ambient.ts'
import type { Inbox } from './inbox.ts'
import { Recurring } from './recurring.ts'

/** Heartbeats that one tick runs at most; after a longer stall the others are skipped. */
const beatsMax = 4

export interface TickStart {
  /** On the monotonic clock, in milliseconds. */
  readonly beganMs: number
  readonly beats: number
  /** Heartbeats that no tick will run. */
  readonly beatsSkipped: number
}

/** Paces the ticks of one leadership until `stop` aborts. */
export class Pacing {
  readonly #inbox: Inbox
  readonly #clock: Clock
  readonly #stop: AbortSignal
  readonly #heartbeatMs: number
  #beatAtMs: number
  /**
   * Ticks begin at least half the gathering time apart: a command that comes alone never waits, and
   * many gateways, each of which gathers by itself, share a tick.
   */
  readonly #gathering: Recurring
  #sleeping: { readonly untilMs: number; readonly over: Promise<void> } | undefined

  constructor(
    inbox: Inbox,
    clock: Clock,
    settings: { readonly heartbeatMs: number; readonly gatherMs: number },
    stop: AbortSignal,
  ) {
    this.#inbox = inbox
    this.#clock = clock
    this.#stop = stop
    this.#heartbeatMs = settings.heartbeatMs
    this.#beatAtMs = clock.mono() + settings.heartbeatMs
    this.#gathering = new Recurring({ everyMs: settings.gatherMs / 2, firstMs: clock.mono() })
  }

  /** Resolves when a tick should begin, with null once `stop` has aborted. */
  async nextTick(): Promise<TickStart | null> {
    await this.#untilFilledOrBeat()
    const earlyMs = this.#gathering.dueMs - this.#clock.mono()
    if (earlyMs > 0 && this.#inbox.isUrgent) await this.#clock.sleep(earlyMs, this.#stop)
    if (this.#stop.aborted) return null
    const beganMs = this.#clock.mono()
    this.#gathering.done(beganMs)
    const passed = this.#takeBeats(beganMs)
    const beats = Math.min(passed, beatsMax)
    return { beganMs, beats, beatsSkipped: passed - beats }
  }

  async #untilFilledOrBeat(): Promise<void> {
    // A timer may fire a little early, so the clock is asked again.
    while (!this.#inbox.isUrgent && this.#beatAtMs > this.#clock.mono() && !this.#stop.aborted) {
      const filled = new Promise<void>((resolve) => this.#inbox.whenFilled(resolve))
      await Promise.race([this.#untilBeat(), filled])
      this.#inbox.stopWaiting()
    }
  }

  /** One sleep serves all waits for the same heartbeat: there may be hundreds of ticks between two. */
  #untilBeat(): Promise<void> {
    const untilMs = this.#beatAtMs
    if (this.#sleeping?.untilMs !== untilMs) {
      const restMs = Math.ceil(untilMs - this.#clock.mono())
      const over = this.#clock.sleep(restMs, this.#stop).then(() => {
        this.#sleeping = undefined
      })
      this.#sleeping = { untilMs, over }
    }
    return this.#sleeping.over
  }

  /** Heartbeats that have become due since the last call. */
  #takeBeats(nowMs: number): number {
    if (nowMs < this.#beatAtMs) return 0
    const passed = 1 + Math.floor((nowMs - this.#beatAtMs) / this.#heartbeatMs)
    this.#beatAtMs += passed * this.#heartbeatMs
    return passed
  }
}
