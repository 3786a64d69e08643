/**
 * Narration while it is being written. It goes out once and is not stored: a client that misses it reads
 * the committed event.
 *
 * Invariant: pieces of one narration are numbered without a gap and belong to one try. If that try
 * breaks off, nothing of another is shown: the committed event replaces what stands there.
 */
import type { Job } from '../../schema/jobs.ts'
import type { LiveMessage } from '../../schema/live.ts'
import type { Subjects } from '../../schema/subjects.ts'
import type { Bus } from '../../server/platform/bus/bus.ts'

export interface LiveChunks {
  /** Text of a try, as it comes. */
  push(live: { attempt: number; text: string }): void
  /**
   * The result is stored. Of words that begin with what was shown the rest is sent, so that the pieces are
   * the whole; others are about to be replaced. Silent if nothing was shown.
   */
  end(words?: string): void
}

/** For a job of which nothing may be shown early. */
export const silent: LiveChunks = { push: () => undefined, end: () => undefined }

/** The live text of one job; silent when the job has no room. */
export function createLiveChunks(
  bus: Pick<Bus, 'publish'>,
  subjects: Subjects,
  { job, request, payload }: Job,
): LiveChunks {
  if (!('scene' in payload)) return silent
  const { room } = payload.scene
  const to = 'private' in payload && payload.private ? { to: payload.speaker.id } : {}
  let shownTry: number | null = null
  let shown = ''
  let seq = 0
  const send = ({ chunk, done }: Pick<LiveMessage, 'chunk' | 'done'>) => {
    const message: LiveMessage = {
      v: 1,
      narration: job,
      ...(request === undefined ? {} : { cause: request }),
      room,
      ...to,
      seq,
      chunk,
      done,
    }
    seq += 1
    bus.publish(subjects.live(room), JSON.stringify(message))
  }
  return {
    push({ attempt, text }) {
      shownTry ??= attempt
      if (attempt !== shownTry) return
      shown += text
      send({ chunk: text, done: false })
    },
    end(words = '') {
      if (shownTry === null) return
      send({ chunk: words.startsWith(shown) ? words.slice(shown.length) : '', done: true })
    },
  }
}
