/**
 * The life of a delivery:
 *
 *   pulled ──slot free──▶ running ──done──▶ acknowledged
 *      │ no slot             ├──retry──▶ given back with a delay; a dead letter once its tries are used up
 *      ▼                     ├──later──▶ given back; no try is used up
 *    held ──slot free──▶     └──discard──▶ acknowledged; a dead letter when a person should see it
 *
 * Invariant: a job leaves the stream only after its effect, or its dead letter, has been stored. However
 * this process ends, the stream hands the job to another one; effects are unique by the job's id.
 */
import { type Lane, lanes } from '../../schema/subjects.ts'
import { type AttemptParts, attempt } from './attempt.ts'
import type { RunnerSettings } from './contract.ts'
import type { Delivery, JobSource } from './job-source.ts'
import { mayBegin, type Running } from './slots.ts'

export interface RunnerParts extends Omit<AttemptParts, 'signal'> {
  readonly source: JobSource
}

export interface Runner {
  readonly running: () => Running
  readonly held: () => number
  /** Stops pulling, lets jobs under way finish within the grace, gives the rest back. */
  stop(): Promise<void>
}

const pullErrorDelayMs = 1_000

/** Starts pulling jobs from all lanes. */
export function startRunner(parts: RunnerParts): Runner {
  const runner = new PullingRunner(parts)
  runner.pull()
  return runner
}

/**
 * Invariant: at most one pull and one held delivery per lane, and a delivery that is held or running
 * is kept alive at the stream.
 */
class PullingRunner implements Runner {
  readonly #parts: RunnerParts
  readonly #running: Record<Lane, number> = { talk: 0, reaction: 0, ambient: 0, maintenance: 0 }
  readonly #held = new Map<Lane, { delivery: Delivery; release: () => void }>()
  readonly #pulling = new Map<Lane, Promise<void>>()
  readonly #underway = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  readonly #giveUp = new AbortController()

  constructor(parts: RunnerParts) {
    this.#parts = parts
  }

  readonly running = (): Running => this.#running
  readonly held = (): number => this.#held.size

  /** Pulls for every lane that may begin a job and has none waiting. */
  pull(): void {
    for (const lane of lanes) {
      if (this.#stopping.signal.aborted || this.#pulling.has(lane) || this.#held.has(lane)) continue
      if (!this.#mayBegin(lane)) continue
      const pull = this.#pullOne(lane).finally(() => {
        this.#pulling.delete(lane)
        this.pull()
      })
      this.#pulling.set(lane, pull)
    }
  }

  async stop(): Promise<void> {
    const { clock, settings } = this.#parts
    this.#stopping.abort()
    for (const { delivery, release } of this.#held.values()) {
      release()
      await handBack(delivery, this.#parts)
    }
    this.#held.clear()
    const grace = clock
      .sleep(settings.stopGraceMs, this.#giveUp.signal)
      .then(() => this.#giveUp.abort())
    await Promise.all([...this.#underway, ...this.#pulling.values()])
    this.#giveUp.abort()
    await grace
  }

  #mayBegin(lane: Lane): boolean {
    return mayBegin(lane, this.#running, this.#parts.settings.slots)
  }

  async #pullOne(lane: Lane): Promise<void> {
    const { source, observer, clock, settings } = this.#parts
    const { signal } = this.#stopping
    try {
      const delivery = await source.next(lane, signal)
      if (!delivery) return
      if (signal.aborted) return await handBack(delivery, this.#parts)
      if (this.#mayBegin(lane)) return this.#begin(delivery)
      this.#held.set(lane, { delivery, release: keepAlive(delivery, settings) })
    } catch (error) {
      if (signal.aborted) return
      observer.failed('pull', error)
      await clock.sleep(pullErrorDelayMs, signal)
    }
  }

  #begin(delivery: Delivery): void {
    this.#running[delivery.lane] += 1
    const release = keepAlive(delivery, this.#parts.settings)
    const { signal } = this.#giveUp
    const run = oneRun(delivery, { ...this.#parts, signal }).finally(() => {
      release()
      this.#underway.delete(run)
      this.#running[delivery.lane] -= 1
      this.#beginHeld()
      this.pull()
    })
    this.#underway.add(run)
  }

  #beginHeld(): void {
    for (const lane of lanes) {
      const waiting = this.#held.get(lane)
      if (!waiting || this.#stopping.signal.aborted || !this.#mayBegin(lane)) continue
      this.#held.delete(lane)
      waiting.release()
      this.#begin(waiting.delivery)
    }
  }
}

function keepAlive(delivery: Delivery, settings: RunnerSettings): () => void {
  const timer = setInterval(() => delivery.working(), settings.workingEveryMs(delivery.lane))
  return () => clearInterval(timer)
}

/** A try, and what is reported of it; never rejects. */
async function oneRun(delivery: Delivery, parts: AttemptParts): Promise<void> {
  const { observer, clock } = parts
  observer.began(delivery, Math.max(0, clock.now() - delivery.storedMs))
  const began = clock.mono()
  try {
    const outcome = await attempt(delivery, parts)
    observer.ended(delivery, outcome, clock.mono() - began)
  } catch (error) {
    observer.failed('settle', error)
  }
}

/**
 * Gives a job back before work on it began. The ledger notes it; otherwise a few restarts in a row would
 * look like a job that ends its worker.
 */
async function handBack(delivery: Delivery, parts: Omit<AttemptParts, 'signal'>): Promise<void> {
  const { id, delivery: number } = delivery
  const why = 'the worker was stopping'
  await parts.ledger
    .record(id, { delivery: number, outcome: 'handed-back', why })
    .catch((error: unknown) => parts.observer.failed('ledger', error))
  delivery.again(0)
}
