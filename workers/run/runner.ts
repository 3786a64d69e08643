/**
 * The life of a delivery:
 *
 *   pulled ──slot free──▶ running ──done──▶ acknowledged
 *      │ no slot             ├──retry──▶ given back with a delay, until its tries are used up ──▶ buried
 *      ▼                     ├──later──▶ given back; no try is used up
 *    held ──slot free──▶     └──discard──▶ acknowledged, buried when a person should see it
 *
 * Invariant: a job leaves the stream only after its effect, or its grave, has been stored. Whatever
 * ends this process, the stream hands the job to somebody else; effects are unique by the job's id.
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

const pullTroubleMs = 1_000

export function startRunner(parts: RunnerParts): Runner {
  const { source, clock, observer, settings } = parts
  const running: Record<Lane, number> = { talk: 0, reaction: 0, ambient: 0, maintenance: 0 }
  const held = new Map<Lane, { delivery: Delivery; release: () => void }>()
  const pulling = new Map<Lane, Promise<void>>()
  const underway = new Set<Promise<void>>()
  const stopping = new AbortController()
  const giveUp = new AbortController()

  const arm = () => {
    for (const lane of lanes) {
      if (stopping.signal.aborted || pulling.has(lane) || held.has(lane)) continue
      if (!mayBegin(lane, running, settings.slots)) continue
      const pull = pullOne(lane).finally(() => {
        pulling.delete(lane)
        arm()
      })
      pulling.set(lane, pull)
    }
  }

  async function pullOne(lane: Lane): Promise<void> {
    try {
      const delivery = await source.next(lane)
      if (!delivery) return
      if (stopping.signal.aborted) return await handBack(delivery, parts)
      if (mayBegin(lane, running, settings.slots)) return begin(delivery)
      held.set(lane, { delivery, release: keepAlive(delivery, settings) })
    } catch (error) {
      if (stopping.signal.aborted) return
      observer.trouble('pull', error)
      await clock.sleep(pullTroubleMs, stopping.signal)
    }
  }

  function begin(delivery: Delivery): void {
    running[delivery.lane] += 1
    const release = keepAlive(delivery, settings)
    const run = oneRun(delivery, { ...parts, signal: giveUp.signal }).finally(() => {
      release()
      underway.delete(run)
      running[delivery.lane] -= 1
      beginHeld()
      arm()
    })
    underway.add(run)
  }

  function beginHeld(): void {
    for (const lane of lanes) {
      const waiting = held.get(lane)
      if (!waiting || stopping.signal.aborted) continue
      if (!mayBegin(lane, running, settings.slots)) continue
      held.delete(lane)
      waiting.release()
      begin(waiting.delivery)
    }
  }

  arm()
  return {
    running: () => running,
    held: () => held.size,
    async stop() {
      stopping.abort()
      for (const { delivery, release } of held.values()) {
        release()
        await handBack(delivery, parts)
      }
      held.clear()
      const grace = clock.sleep(settings.stopGraceMs, giveUp.signal).then(() => giveUp.abort())
      await Promise.all([...underway, ...pulling.values()])
      giveUp.abort()
      await grace
    },
  }
}

function keepAlive(delivery: Delivery, settings: RunnerSettings): () => void {
  const timer = setInterval(() => delivery.working(), settings.workingEveryMs)
  return () => clearInterval(timer)
}

/** A try with what is told about it; never rejects. */
async function oneRun(delivery: Delivery, parts: AttemptParts): Promise<void> {
  const { observer, clock } = parts
  observer.began(delivery, Math.max(0, clock.now() - delivery.storedMs))
  const began = clock.mono()
  try {
    const outcome = await attempt(delivery, parts)
    observer.ended(delivery, outcome, clock.mono() - began)
  } catch (error) {
    observer.trouble('settle', error)
  }
}

/** Gives a job back unbegun. Noted, or a few restarts in a row would look like a job that kills its worker. */
async function handBack(delivery: Delivery, parts: Omit<AttemptParts, 'signal'>): Promise<void> {
  const { id, delivery: number } = delivery
  const why = 'the worker was stopping'
  await parts.ledger
    .record(id, { delivery: number, outcome: 'handed-back', why })
    .catch((error: unknown) => parts.observer.trouble('ledger', error))
  delivery.again(0)
}
