/**
 * Messages between parts of one process. A subject that only one process listens to needs no way over the
 * server when that process is the sender's own: the text is handed over in memory, after what runs now and
 * in the order of sending, as if it had come from the server.
 */
import type { Payload } from './bus.ts'

export interface Near {
  /** Hands a message to those who listen here. False when nobody does: then it has to be sent. */
  hand(subject: string, data: Payload): boolean
  /** Until the result is called. */
  listen(subject: string, heard: (text: string) => void): () => void
}

/** Shared by the buses of one process. */
export function createNear(): Near {
  const listeners = new Map<string, Set<(text: string) => void>>()
  return {
    hand(subject, data) {
      const here = listeners.get(subject)
      if (!here) return false
      const text = typeof data === 'string' ? data : Buffer.from(data).toString()
      setImmediate(() => {
        for (const heard of here) heard(text)
      })
      return true
    },
    listen(subject, heard) {
      const here = listeners.get(subject) ?? new Set()
      listeners.set(subject, here.add(heard))
      return () => {
        here.delete(heard)
        if (here.size === 0) listeners.delete(subject)
      }
    },
  }
}
