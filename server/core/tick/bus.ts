/** The bus as the tick knows it: a stream of command messages, and places to tell what happened. */
import type { GatewayId } from '../../../schema/ids.ts'
import type { Speaker } from '../../../schema/subjects.ts'
import type { FeedProgress } from '../../platform/bus/bus.ts'
import type { JobRow } from '../store/tick-store.ts'

/** One stored message of the command stream. */
export interface CommandMessage {
  /** Position in the stream. */
  readonly seq: number
  /** Who stored it, from the subject. */
  readonly from: Speaker
  readonly origin: string
  readonly storedMs: number
  readonly text: string
}

export interface StreamIdentity {
  /** Changes when the stream is deleted and made again or restored from elsewhere. */
  readonly tag: string
  readonly firstSeq: number
  readonly lastSeq: number
}

/** How much of the command stream is in use. */
export interface CommandSpace {
  readonly firstSeq: number
  readonly bytes: number
  /** Bytes at which it refuses further commands. */
  readonly bytesMax: number
}

export interface CommandFeed {
  progress(): FeedProgress
  close(): Promise<void>
}

export interface TickBus {
  /** False while the link to the bus is down: a leader would receive no commands. */
  connected(): boolean
  identity(): Promise<StreamIdentity>
  space(): Promise<CommandSpace>
  /** When the command at this position was stored; undefined: it is gone. */
  storedMs(seq: number): Promise<number | undefined>
  /** Takes the commands up to and with this position out of the stream, for ever. */
  dropCommandsTo(seq: number): Promise<void>
  /**
   * Opens a fresh ordered feed of the shard's commands from `fromSeq` on. `onMessage` returns a
   * promise when the reader is full; nothing more is delivered until it resolves. `onBroken` is
   * called once when the feed cannot go on.
   */
  open(
    shard: number,
    fromSeq: number,
    onMessage: (message: CommandMessage) => Promise<void> | void,
    onBroken: (why: string) => void,
  ): Promise<CommandFeed>
  /** Sends at most once; gateways notice what they missed and read it from the store. */
  sendOutputs(gateway: GatewayId, text: string): void
  /** Sends at least once: resolves when the stream has it. Readers drop repeats by `id`. */
  publishEvents(shard: number, type: string, id: string, text: string): Promise<unknown>
  /** The tick of the newest event that was told; 0 when none is known. The store has never been behind it. */
  lastToldTick(shard: number): Promise<number>
  /** Sends at least once, under the id of the job. */
  publishJob(job: Omit<JobRow, 'body'>, text: string): Promise<unknown>
  /**
   * Calls back with the id and the boot of a gateway whenever it reports that it is alive. The result
   * ends that.
   */
  onGatewayAlive(callback: (gateway: GatewayId, boot: string) => void): () => void
}
