/**
 * The boundary behind which every message is read and heard: whatever throws here would end the
 * client's reading loop, and all other listeners with it.
 */
import { processCounts } from '../process-counts.ts'
import type { Listener, StoredMessage } from './bus.ts'

/** Called with the subject of a message that could not be read, or whose listener threw. */
export type OnBroken = (subject: string, error: unknown) => void

export interface Hearing {
  hear<T>(listener: Listener<T>, message: Pick<StoredMessage, 'subject' | 'text'>): void
  /** Resolves when nobody has anything to do any more with what was heard. */
  settled(): Promise<void>
}

export function openHearing(onBroken: OnBroken): Hearing {
  const underWay = new Set<Promise<unknown>>()
  const drop = (subject: string, thrown: unknown): void => {
    processCounts.busMessagesDropped += 1
    onBroken(subject, thrown)
  }
  return {
    hear({ read, heard }, { subject, text }) {
      try {
        const doing = heard(read(text), subject)
        if (!(doing instanceof Promise)) return
        const done = doing.catch((thrown: unknown) => drop(subject, thrown))
        underWay.add(done)
        void done.then(() => underWay.delete(done))
      } catch (thrown) {
        drop(subject, thrown)
      }
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
