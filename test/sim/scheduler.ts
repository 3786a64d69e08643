/**
 * Virtual time. Events wait in a queue ordered by time, with a seeded tie-break; one event runs at a
 * time, and whatever it set in motion runs to rest before the next. So a run is a function of its
 * seed: nothing depends on how fast the machine is.
 */
import { fnv1a } from '../../schema/ids.ts'
import type { SimDice } from './dice.ts'

interface Waiting {
  readonly atMs: number
  readonly tie: number
  readonly order: number
  readonly run: () => void
}

export interface Scheduler {
  /** Virtual milliseconds since the run began. */
  nowMs(): number
  /** Runs `task` after `delayMs`; the result takes it back. */
  after(delayMs: number, task: () => void): () => void
  /** Runs events until `until` says so, or until `limitMs`. False when the limit came first. */
  runUntil(until: () => boolean, limitMs: number): Promise<boolean>
  /** Writes a line of the history; the hash covers all of them. */
  note(line: string): void
  hash(): string
  readonly history: string[]
  events(): number
}

/** `keepHistory`: also keep the lines, for somebody who wants to read them. */
export function createScheduler(dice: SimDice, keepHistory: boolean): Scheduler {
  const heap: Waiting[] = []
  const history: string[] = []
  let now = 0
  let made = 0
  let ran = 0
  let low = 0x811c9dc5
  let high = 0x9e3779b9

  function note(line: string): void {
    const text = `${now} ${line}`
    low = fnv1a(text, low)
    high = fnv1a(text, high)
    if (keepHistory) history.push(text)
  }

  return {
    nowMs: () => now,
    after(delayMs, task) {
      let live = true
      const atMs = now + Math.max(0, Math.ceil(delayMs))
      made += 1
      const tie = dice.between(0, 1_000_000)
      pushHeap(heap, { atMs, tie, order: made, run: () => live && task() })
      return () => {
        live = false
      }
    },
    async runUntil(until, limitMs) {
      while (!until()) {
        const next = heap[0]
        if (!next || next.atMs > limitMs) return false
        popHeap(heap)
        now = next.atMs
        ran += 1
        next.run()
        await atRest()
      }
      return true
    },
    note,
    hash: () => `${low.toString(36)}-${high.toString(36)}`,
    history,
    events: () => ran,
  }
}

// Taken before anything replaces the timers of this process.
const nextRound = setImmediate

/** Resolves when every promise that can go on by itself has done so. */
function atRest(): Promise<void> {
  return new Promise((resolve) => {
    nextRound(resolve)
  })
}

function isBefore(one: Waiting, other: Waiting): boolean {
  if (one.atMs !== other.atMs) return one.atMs < other.atMs
  if (one.tie !== other.tie) return one.tie < other.tie
  return one.order < other.order
}

function pushHeap(heap: Waiting[], item: Waiting): void {
  let at = heap.length
  heap.push(item)
  while (at > 0) {
    const parent = (at - 1) >> 1
    const above = heap[parent]
    if (!above || !isBefore(item, above)) break
    heap[at] = above
    at = parent
  }
  heap[at] = item
}

function popHeap(heap: Waiting[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    const right = left + 1
    const least =
      right < heap.length && isBefore(heap[right] ?? last, heap[left] ?? last) ? right : left
    const child = heap[least]
    if (!child || !isBefore(child, last)) break
    heap[at] = child
    at = least
  }
  heap[at] = last
}
