/**
 * Walks a chosen way one step at a time: the next direction is sent only once the room of the last
 * one has been reached, so that a closed door or a fight does not send anyone astray.
 */
import type { Step } from './atlas.ts'

export type Walker = {
  start(steps: readonly Step[]): void
  /** The character stands in a room now. */
  arrived(room: string): void
  /** A step was refused, or the player did something else: the walk ends. */
  stop(): void
  readonly walking: boolean
}

export function createWalker(send: (direction: string) => void): Walker {
  let steps: readonly Step[] = []

  const stepOn = () => {
    const next = steps[0]
    if (next) send(next.dir)
  }
  return {
    start(way) {
      steps = way
      stepOn()
    },
    arrived(room) {
      const expected = steps[0]
      if (!expected) return
      steps = room === expected.to ? steps.slice(1) : []
      stepOn()
    },
    stop() {
      steps = []
    },
    get walking() {
      return steps.length > 0
    },
  }
}
