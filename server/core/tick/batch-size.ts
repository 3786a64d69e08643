/**
 * How many commands a tick takes when more wait than it can do soon. A tick over everything that waits
 * would answer nobody before its end, and nobody would see that the queue is long.
 */

/** A full tick is to take about this long. */
const targetMs = 60
const atFirst = 100
/** Below this, what a tick costs however little it holds counts most. */
const least = 16

export class BatchSize {
  readonly #max: number
  #most = atFirst

  /** `max`: what no tick exceeds, as the settings say. */
  constructor(max: number) {
    this.#max = max
  }

  get most(): number {
    return Math.min(this.#most, this.#max)
  }

  /** A tick over `commands` took so long, in milliseconds, and left so many waiting. */
  ticked(commands: number, durationMs: number, left: number): void {
    // A short tick that took everything says nothing about how much it could have taken.
    if (commands === 0 || (left === 0 && durationMs <= targetMs)) return
    const fits = (commands * targetMs) / Math.max(1, durationMs)
    // By steps: one tick that stood still does not say that all will.
    const next = Math.min(Math.max(fits, this.#most / 2), this.#most * 2)
    this.#most = Math.round(Math.max(least, Math.min(next, this.#max)))
  }
}
