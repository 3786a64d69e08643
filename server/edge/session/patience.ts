/**
 * Tells a client in the world's words that what it waits for takes longer than usual: once when it does,
 * and once when it goes on. Neither is kept: a client that was away has nothing to read about it.
 */
import type { MarkedFrame } from '../../../schema/frames/server.ts'

export interface Patience {
  /** The client waits for this from now on. */
  begins(what: string): void
  /** It has what it waited for. */
  ends(what: string): void
  /** It was told otherwise that it waits in vain. */
  forget(what?: string): void
  /** Looks at the clock: milliseconds that only grow. Called a few times a second. */
  look(nowMs: number): void
}

/** What is waited for while somebody comes in; everything else is a request. */
export const theDoor = 'the door'

const patienceMs = 2_000

const words = {
  world: ['The world holds its breath.', 'The world breathes again.'],
  door: ['The gate creaks, but does not open yet.', 'The gate swings open.'],
} as const

interface Wait {
  /** When it was first looked at: no clock is read for what is done at once. */
  sinceMs: number | undefined
  /** The client has read of it. */
  isTold: boolean
}

export function createPatience(send: (frame: MarkedFrame) => void): Patience {
  const waits = new Map<string, Wait>()
  /** The words of what the client was told last; undefined while it goes on. */
  let told: (typeof words)[keyof typeof words] | undefined
  const tell = (text: string, data: { waiting: boolean }): void =>
    send({ t: 'event', kind: 'waiting', text: `{dim}${text}{/}`, data })

  return {
    begins(what) {
      if (!waits.has(what)) waits.set(what, { sinceMs: undefined, isTold: false })
    },
    ends(what) {
      if (!waits.delete(what) || !told) return
      tell(told[1], { waiting: false })
      told = undefined
      // What was sent after it goes on as well.
      for (const wait of waits.values()) wait.isTold = true
    },
    forget(what) {
      if (what === undefined) waits.clear()
      else waits.delete(what)
      if (waits.size === 0) told = undefined
    },
    look(nowMs) {
      for (const [what, wait] of waits) {
        wait.sinceMs ??= nowMs
        if (wait.isTold || nowMs - wait.sinceMs < patienceMs) continue
        wait.isTold = true
        if (told) continue
        told = what === theDoor ? words.door : words.world
        tell(told[0], { waiting: true })
      }
    },
  }
}
