/** Stores command batches in the stream, and says when that goes wrong and when it is well again. */
import type { Subjects } from '../../../schema/subjects.ts'
import { type Bus, StoreRefused, StoreSilent } from '../../platform/bus/bus.ts'
import { type BatchBus, BatchRefused } from './command-publisher.ts'

export interface CommandStoreParts {
  readonly bus: Pick<Bus, 'store' | 'isUp'>
  readonly subjects: Subjects
  readonly shard: number
  /** Name of this gateway in the subject; the bus lets nobody else write there. */
  readonly origin: string
  /** Marks this life of the process, so that ids of an earlier one are not repeated. */
  readonly boot: string
  /** Told why nothing can be stored whenever that changes; null when commands are stored again. */
  readonly onTrouble?: (why: string | null) => void
}

/** How long an answer may take before the same bytes are sent again. */
const answerMs = 2_000

/** The trouble of a stream that does not answer: its server sleeps, or could not write and froze. */
const silent = 'the command stream does not answer'

/** Creates the way to the stream. */
export function createCommandStore(parts: CommandStoreParts): BatchBus {
  const { bus, subjects, shard, origin, boot, onTrouble } = parts
  const subject = subjects.commands(shard, origin)
  let trouble: string | null = null

  /** `silent`: a batch is not answered, and no other can be stored before it. */
  const say = (now: string | null): void => {
    if (now !== trouble) onTrouble?.(now)
    trouble = now
  }

  return {
    connected: () => bus.isUp() && trouble !== silent,
    async store(text, id) {
      try {
        await bus.store(subject, text, { id: `${boot}-${id}`, withinMs: answerMs })
      } catch (error) {
        if (error instanceof StoreSilent) say(silent)
        if (!(error instanceof StoreRefused)) throw error
        say(error.message)
        throw new BatchRefused(error.message)
      }
      say(null)
    },
  }
}
