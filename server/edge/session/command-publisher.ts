/**
 * Commands on their way to the stream. The stream has no group commit (an fsync per message), so the
 * commands that arrive while a publish is under way are put into the next message: one publish at a
 * time, bounded in size. Publishes begin at least `gatherMs` apart, so many players share one
 * message, and somebody who is alone never waits.
 *
 *   idle ──command──▶ publishing ──acknowledged──▶ idle, or publishing what has gathered
 *                          └──unknown──▶ publishing the same bytes again, under the same id
 *
 * Invariant: a command is reported `unavailable` only if its bytes were never handed to the bus.
 * Once they were, it is repeated until the stream has answered: a timeout says nothing (trap 3).
 * Order is kept, since nothing overtakes a message under way.
 */
import { type Command, encodeCommands } from '../../../schema/envelope.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { CommandBus, PublishResult } from './ports.ts'

/** The bus as the publisher uses it. */
export interface BatchBus {
  /** True while the link to the bus is up. */
  connected(): boolean
  /** Resolves when the stream has stored the batch; rejects when that is not known, or refused. */
  store(text: string, id: string): Promise<void>
}

/** The stream has answered that it does not take the batch (full, no space): certainly not stored. */
export class BatchRefused extends Error {}

interface Waiting {
  readonly command: Command
  readonly resolve: (result: PublishResult) => void
}

/** Bounds of one message: what a tick can take at once, and far below the server's payload limit. */
const commandsPerBatchMax = 256
const waitingMax = 4_096

export function commandPublisher(
  bus: BatchBus,
  clock: Clock,
  origin: string,
  gatherMs = 0,
): CommandBus & { readonly waiting: () => number; close(): void } {
  let queue: Waiting[] = []
  let publishing = false
  let closed = false
  let batches = 0
  let nextAt = Number.NEGATIVE_INFINITY

  async function publishAll(): Promise<void> {
    publishing = true
    while (queue.length > 0) {
      const early = nextAt - clock.mono()
      if (early > 0 && queue.length < commandsPerBatchMax) await clock.sleep(early)
      nextAt = clock.mono() + gatherMs
      if (!bus.connected() || closed) {
        refuse(queue)
        queue = []
        break
      }
      const batch = queue.slice(0, commandsPerBatchMax)
      queue = queue.slice(batch.length)
      batches += 1
      const result = await storeUntilKnown(batch, `${origin}-${batches.toString(36)}`)
      for (const { resolve } of batch) resolve(result)
      if (result === 'unavailable') {
        // Later numbers of the same sessions must not overtake what was just refused.
        refuse(queue)
        queue = []
      }
    }
    publishing = false
  }

  async function storeUntilKnown(batch: readonly Waiting[], id: string): Promise<PublishResult> {
    const text = encodeCommands(batch.map((one) => one.command))
    for (let attempt = 0; ; attempt += 1) {
      try {
        await bus.store(text, id)
        return 'stored'
      } catch (error) {
        // Refused: the stream's own answer, and nothing of an earlier attempt can be under way.
        if (error instanceof BatchRefused && attempt === 0) return 'unavailable'
        if (closed) return 'unavailable'
        await clock.sleep(Math.min(100 * 2 ** Math.min(attempt, 4), 1_000))
      }
    }
  }

  return {
    publish(command) {
      if (closed || !bus.connected() || queue.length >= waitingMax) {
        return Promise.resolve('unavailable')
      }
      return new Promise((resolve) => {
        queue.push({ command, resolve })
        if (!publishing) void publishAll()
      })
    },
    waiting: () => queue.length,
    close() {
      closed = true
    },
  }
}

function refuse(waiting: readonly Waiting[]): void {
  for (const { resolve } of waiting) resolve('unavailable')
}
