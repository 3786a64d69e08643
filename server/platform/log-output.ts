/**
 * Where log lines go: a file descriptor that is never waited for. Lines wait in memory while it does
 * not take them; what is more than `waitingBytesMax` is dropped and counted, so that a log nobody
 * reads costs lines and not the game.
 *
 *   idle ──line──▶ writing ──taken──▶ idle, or writing the lines that came meanwhile
 *                     ├──full──▶ pausing ──▶ writing the same again
 *                     └──error──▶ closed: the reader is gone, and every line is dropped
 *
 * Invariant: a write holds whole lines and at most `chunkBytesMax`, unless one line alone is longer.
 * Several processes share one pipe, and a pipe takes so much at once without mixing it.
 */
import { constants, fstatSync, openSync, write, writeSync } from 'node:fs'
import { systemClock } from './ambient.ts'
import { processCounts } from './process-counts.ts'

/** `PIPE_BUF` of Linux. */
const chunkBytesMax = 4_096
/** About five thousand lines. */
const waitingBytesMax = 1_048_576
const pauseMs = 50
/** Longest time that a process waits for its log when it ends. */
const lastMs = 200

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EBUSY')

export class LogOutput {
  readonly #fd: number
  #lines: string[] = []
  /** What the descriptor took only a part of, or nothing: it goes before all lines. */
  #left: Buffer = Buffer.alloc(0)
  /** Of the lines, of what is left, and of a write under way. */
  #bytes = 0
  #isWriting = false
  #pausing: NodeJS.Timeout | undefined
  #isClosed = false
  #unreported = 0

  /** Told how many lines were dropped, once there is room again; may write a line about it. */
  onDropped: ((lines: number) => void) | undefined

  /** `fd` should not block: a write that does holds one thread of this process' pool. */
  constructor(fd: number) {
    this.#fd = fd
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line)
    if (this.#isClosed || this.#bytes + bytes > waitingBytesMax) {
      processCounts.logLinesDropped += 1
      this.#unreported += 1
      return
    }
    this.#lines.push(line)
    this.#bytes += bytes
    if (this.#pausing === undefined) this.#writeNext()
  }

  /** Writes what waits before it returns, as far as that is possible within 200 ms. */
  flushSync(): void {
    const giveUpAt = systemClock.mono() + lastMs
    for (;;) {
      const chunk = this.#nextChunk()
      if (chunk.length === 0) return
      try {
        this.#took(chunk, writeSync(this.#fd, chunk))
      } catch (error) {
        this.#left = chunk
        if (!isFull(error)) return this.#close()
        if (systemClock.mono() > giveUpAt) return this.#pause()
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
      }
    }
  }

  #writeNext(): void {
    if (this.#isWriting) return
    const chunk = this.#nextChunk()
    if (chunk.length === 0) return
    this.#isWriting = true
    write(this.#fd, chunk, (error, bytes) => {
      this.#isWriting = false
      if (isFull(error)) {
        this.#left = chunk
        return this.#pause()
      }
      if (error) return this.#close()
      this.#took(chunk, bytes)
      this.#report()
      this.#writeNext()
    })
  }

  /** What is left of the last chunk, or else the next lines; empty when nothing waits. */
  #nextChunk(): Buffer {
    const left = this.#left
    this.#left = Buffer.alloc(0)
    if (left.length > 0) return left
    let bytes = 0
    let count = 0
    for (const line of this.#lines) {
      bytes += Buffer.byteLength(line)
      if (count > 0 && bytes > chunkBytesMax) break
      count += 1
    }
    return Buffer.from(this.#lines.splice(0, count).join(''))
  }

  #took(chunk: Buffer, bytes: number): void {
    this.#left = chunk.subarray(bytes)
    this.#bytes -= bytes
  }

  #pause(): void {
    this.#pausing ??= setTimeout(() => {
      this.#pausing = undefined
      this.#writeNext()
    }, pauseMs).unref()
  }

  #report(): void {
    const lines = this.#unreported
    if (lines === 0 || this.#bytes > waitingBytesMax / 2) return
    this.#unreported = 0
    this.onDropped?.(lines)
  }

  #close(): void {
    this.#isClosed = true
    processCounts.logLinesDropped += this.#lines.length
    this.#lines = []
    this.#left = Buffer.alloc(0)
  }
}

let standardError: LogOutput | undefined

/** The log output of this process: standard error, flushed when the process ends. */
export function standardErrorOutput(): LogOutput {
  if (standardError === undefined) {
    const output = new LogOutput(unblockedStandardError())
    process.on('exit', () => output.flushSync())
    standardError = output
  }
  return standardError
}

/**
 * Opened anew, so that other processes on the same pipe, file or terminal keep theirs as it is. What
 * cannot be opened anew (a socket, or no Linux) Node itself makes non-blocking when it is asked for.
 */
function unblockedStandardError(): number {
  const { O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants
  try {
    // A file is not waited for. Standard output may lead to the same one (`> log 2>&1`), and what both
    // write stands one behind the other only while they share a position.
    if (fstatSync(2).isFile()) return 2
    return openSync('/proc/self/fd/2', O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY)
  } catch {
    return process.stderr.fd
  }
}
