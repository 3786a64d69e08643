/** Runs the projector of time travel while this process leads, and only then. */
import { type ProjectorParts, type RunningProjector, startProjector } from './start-projector.ts'

export class HistoryKeeper {
  readonly #parts: ProjectorParts
  #running: RunningProjector | undefined
  #stopped: Promise<void> = Promise.resolve()

  constructor(parts: ProjectorParts) {
    this.#parts = parts
  }

  start(): void {
    this.#running ??= startProjector(this.#parts)
  }

  /** Resolves once the projector that is not wanted any more has ended. */
  stop(): Promise<void> {
    const ending = this.#running
    this.#running = undefined
    if (ending) this.#stopped = ending.stop()
    return this.#stopped
  }
}
