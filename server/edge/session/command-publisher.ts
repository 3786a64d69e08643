/**
 * Publishes commands to the stream. The stream has no group commit (it writes to disk once per
 * message), so the commands that arrive while a publish is under way are put into the next message:
 * one publish at a time, bounded in size. Publishes begin at least `gatherMs` apart, so many players
 * share one message, and a player who is alone never waits.
 *
 *   idle ──command──▶ publishing ──acknowledged──▶ idle, or publishing what has gathered
 *                          └──unknown──▶ publishing the same bytes again, under the same id
 *
 * Invariant: a command is reported `unavailable` only if its bytes were never handed to the bus.
 * Once they were, it is repeated until the stream has answered: a timeout says nothing (RELIABILITY
 * trap 3).
 * Order is kept, since nothing overtakes a message under way.
 */
import { type Command, encodeCommands } from '../../../schema/envelope.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { StoredBatch } from './backlog.ts'
import type { CommandBus, PublishResult } from './ports.ts'

/** The bus as the publisher uses it. */
export interface BatchBus {
  /** True while the link to the bus is up. */
  connected(): boolean
  /**
   * Resolves with its position when the stream has stored the batch; rejects when that is not known, or
   * refused.
   */
  store(text: string, id: string): Promise<number>
}

/** The stream has answered that it does not take the batch (full, no space): certainly not stored. */
export class BatchRefused extends Error {}

interface Waiting {
  readonly command: Command
  /** When it came in, on the clock that only grows. */
  readonly sinceMs: number
  readonly resolve: (result: PublishResult) => void
}

/** Bounds of one message: what a tick can take at once, and far below the server's payload limit. */
const commandsPerBatchMax = 256
const waitingMax = 4_096
/** Build orders may weigh 64 kB each: of these a message holds no more. */
const ordersPerBatchMax = 8

export interface PublisherParts {
  readonly bus: BatchBus
  readonly clock: Clock
  /** The name of this process; with it the ids of batches are unique in one life of the process. */
  readonly origin: string
  /** Publishes begin at least this many milliseconds apart; 0 for no pause. */
  readonly gatherMs?: number
  /** Told of each message that is stored. */
  readonly onBatch?: (batch: StoredBatch) => void
}

export interface CommandPublisher extends CommandBus {
  /** Commands that wait for their publish. */
  readonly waiting: () => number
  /** When the first of them came in, on the clock that only grows; undefined when none waits. */
  readonly waitingSinceMs: () => number | undefined
  /** From now on nothing is taken, and what is not stored yet is unavailable. */
  close(): void
}

interface State {
  readonly parts: PublisherParts
  queue: Waiting[]
  isPublishing: boolean
  isClosed: boolean
  batches: number
  nextAtMono: number
}

export function createCommandPublisher(parts: PublisherParts): CommandPublisher {
  const state: State = {
    parts,
    queue: [],
    isPublishing: false,
    isClosed: false,
    batches: 0,
    nextAtMono: Number.NEGATIVE_INFINITY,
  }
  return {
    publish(command) {
      if (state.isClosed || !parts.bus.connected() || state.queue.length >= waitingMax) {
        return Promise.resolve('unavailable')
      }
      return new Promise((resolve) => {
        state.queue.push({ command, sinceMs: parts.clock.mono(), resolve })
        if (!state.isPublishing) void publishAll(state)
      })
    },
    waiting: () => state.queue.length,
    waitingSinceMs: () => state.queue[0]?.sinceMs,
    close() {
      state.isClosed = true
    },
  }
}

async function publishAll(state: State): Promise<void> {
  const { bus, clock, origin, gatherMs = 0 } = state.parts
  state.isPublishing = true
  while (state.queue.length > 0) {
    const earlyMs = state.nextAtMono - clock.mono()
    if (earlyMs > 0 && state.queue.length < commandsPerBatchMax) await clock.sleep(earlyMs)
    state.nextAtMono = clock.mono() + gatherMs
    if (!bus.connected() || state.isClosed) {
      refuseQueue(state)
      break
    }
    const batch = state.queue.slice(0, batchLength(state.queue))
    state.queue = state.queue.slice(batch.length)
    state.batches += 1
    const result = await storeUntilKnown(state, batch, `${origin}-${state.batches.toString(36)}`)
    for (const { resolve } of batch) resolve(result)
    // Later numbers of the same sessions must not overtake what was just refused.
    if (result === 'unavailable') refuseQueue(state)
  }
  state.isPublishing = false
}

function batchLength(queue: readonly Waiting[]): number {
  let orders = 0
  const most = Math.min(queue.length, commandsPerBatchMax)
  for (let length = 0; length < most; length += 1) {
    const command = queue[length]?.command
    if (command?.t !== 'line' || !command.order) continue
    orders += 1
    if (orders > ordersPerBatchMax) return length
  }
  return most
}

async function storeUntilKnown(
  state: State,
  batch: readonly Waiting[],
  id: string,
): Promise<PublishResult> {
  const { bus, clock, onBatch } = state.parts
  const sinceMs = batch[0]?.sinceMs ?? clock.mono()
  const text = encodeCommands(batch.map((one) => one.command))
  for (let attempt = 0; ; attempt += 1) {
    try {
      const seq = await bus.store(text, id)
      onBatch?.({ seq, commands: batch.length, sinceMs })
      return 'stored'
    } catch (error) {
      // The stream itself has refused it, and no earlier attempt can be under way.
      if (error instanceof BatchRefused && attempt === 0) return 'unavailable'
      if (state.isClosed) return 'unavailable'
      await clock.sleep(Math.min(100 * 2 ** Math.min(attempt, 4), 1_000))
    }
  }
}

function refuseQueue(state: State): void {
  for (const { resolve } of state.queue) resolve('unavailable')
  state.queue = []
}
