/** Stores command batches in the stream, and reports when that fails and when it works again. */
import type { Subjects } from '../../../schema/subjects.ts'
import { type Bus, StoreRefused, StoreSilent } from '../../platform/bus/bus.ts'
import { type BatchBus, BatchRefused } from './command-publisher.ts'

export interface CommandStoreParts {
  readonly bus: Pick<Bus, 'store' | 'isUp'>
  readonly subjects: Subjects
  readonly shard: number
  /** Name of this gateway in the subject; the bus lets nobody else write there. */
  readonly origin: string
  /** Unique for each start of the process, so that no id of an earlier start is used again. */
  readonly boot: string
  /** Told why nothing can be stored whenever that changes; null when commands are stored again. */
  readonly onTrouble?: (why: string | null) => void
  /** Told each time the stream says no. */
  readonly onRefused?: (why: string) => void
}

/** How long an answer may take before the same bytes are sent again. */
const answerMs = 2_000

/** Why nothing can be stored while the stream does not answer: its server is paused, or cannot write. */
const silent = 'the command stream does not answer'

/** `silent`: a batch is not answered, and no other can be stored before it. */
export function createCommandStore(parts: CommandStoreParts): BatchBus {
  const { bus, subjects, shard, origin, boot, onTrouble, onRefused } = parts
  const subject = subjects.commands(shard, origin)
  let trouble: string | null = null

  const report = (now: string | null): void => {
    if (now !== trouble) onTrouble?.(now)
    trouble = now
  }

  return {
    connected: () => bus.isUp() && trouble !== silent,
    async store(text, id) {
      try {
        const seq = await bus.store(subject, text, { id: `${boot}-${id}`, withinMs: answerMs })
        report(null)
        return seq
      } catch (error) {
        if (error instanceof StoreSilent) report(silent)
        if (!(error instanceof StoreRefused)) throw error
        report(error.message)
        onRefused?.(error.message)
        throw new BatchRefused(error.message)
      }
    },
  }
}
