/**
 * Commands that have arrived from the bus and wait for the next tick. Their number is bounded: a full
 * inbox makes the feed wait, and the stream keeps the rest.
 */
import { decodeCommands } from '../../../schema/envelope.ts'
import type { CommandMessage } from './bus.ts'
import type { Arrived } from './commands/command-run.ts'
import { maySay } from './commands/who-says-what.ts'

export interface Batch {
  readonly arrived: readonly Arrived[]
  /** Position of the last message whose commands are all in this batch. */
  readonly lastSeq: number
  /** Messages (or parts of them) that could not be read; they are consumed and counted. */
  readonly unreadable: readonly string[]
  /** When the oldest of them was stored, milliseconds since the epoch; 0 when empty. */
  readonly oldestMs: number
}

const waitingMax = 20_000
/** What a stream keeps of a message besides its text. */
const bytesBesides = 100

const isUrgent = ({ message }: { readonly message: CommandMessage }): boolean =>
  message.from !== 'worker'

export class Inbox {
  #messages: { message: CommandMessage; size: number }[] = []
  #decoded = new Map<number, ReturnType<typeof decodeCommands>>()
  #waiting = 0
  #bytesSeen = 0
  #wake: (() => void) | undefined
  #room: (() => void) | undefined

  /**
   * True while somebody waits for what is here. What workers send is applied with the next tick that
   * begins anyway, at the latest with the next heartbeat: a tick for it alone would cost as much as one
   * for ten players.
   */
  get isUrgent(): boolean {
    return this.#messages.some(isUrgent)
  }

  /** Number of commands waiting. */
  get size(): number {
    return this.#waiting
  }

  /** About how much room everything that ever arrived here took in the stream. */
  get bytesSeen(): number {
    return this.#bytesSeen
  }

  /** Takes a message in. Returns a promise when it is full, which resolves when there is room again. */
  push(message: CommandMessage): Promise<void> | void {
    const commands = decodeCommands(message.text)
    this.#decoded.set(message.seq, commands)
    this.#messages.push({ message, size: commands.length })
    this.#waiting += commands.length
    this.#bytesSeen += message.text.length + bytesBesides
    if (this.isUrgent) this.#wake?.()
    if (this.#waiting < waitingMax) return undefined
    return new Promise((resolve) => {
      this.#room = resolve
    })
  }

  /** Calls `wake` as soon as an urgent message arrives; at once if one waits already. */
  whenFilled(wake: () => void): void {
    if (this.isUrgent) wake()
    else this.#wake = wake
  }

  /** Forgets the waiter of `whenFilled`. */
  stopWaiting(): void {
    this.#wake = undefined
  }

  /** Takes whole messages in order, about `commandsMax` commands at most, but at least one message. */
  take(commandsMax: number): Batch {
    const arrived: Arrived[] = []
    const unreadable: string[] = []
    let lastSeq = 0
    let oldestMs = 0
    let taken = 0
    for (const { message, size } of this.#messages) {
      if (taken > 0 && arrived.length + size > commandsMax) break
      taken += 1
      lastSeq = message.seq
      if (oldestMs === 0) oldestMs = message.storedMs
      for (const command of this.#decoded.get(message.seq) ?? []) {
        if (command.t === 'bad') unreadable.push(`${message.origin}: ${command.why}`)
        else if (!maySay(message.from, command)) {
          unreadable.push(`${message.origin}: a ${message.from} may not say ${command.t}`)
        } else arrived.push({ command, origin: message.origin, storedMs: message.storedMs })
      }
      this.#decoded.delete(message.seq)
      this.#waiting -= size
    }
    this.#messages = this.#messages.slice(taken)
    if (this.#waiting < waitingMax / 2) {
      this.#room?.()
      this.#room = undefined
    }
    return { arrived, lastSeq, unreadable, oldestMs }
  }

  clear(): void {
    this.#messages = []
    this.#decoded.clear()
    this.#waiting = 0
    this.#wake = undefined
    this.#room?.()
    this.#room = undefined
  }
}
