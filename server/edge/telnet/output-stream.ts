/**
 * The outgoing bytes of one connection: gathered within a turn of the event loop and written at
 * once, compressed from the moment MCCP2 begins, and bounded.
 *
 * Invariants: bytes leave in the order in which they were given; when more than the limit waits for
 * a reader who does not read, `onTooSlow` is called once and nothing more is taken.
 */
import type { Socket } from 'node:net'
import { constants, createDeflate, type Deflate } from 'node:zlib'

export interface OutputStream {
  readonly write: (bytes: Uint8Array) => void
  /** Bytes that have been given and not yet taken by the system. */
  readonly waitingBytes: () => number
  /** Everything written after this goes into one zlib stream, flushed whenever a turn ends. */
  readonly startCompression: () => void
  /** Ends the zlib stream as it should be ended; what follows is not compressed. */
  readonly stopCompression: () => void
  /** Writes what waits, ends compression and closes our side of the socket. */
  readonly end: () => void
}

// A window of 4 KiB and little hash memory: 32 KiB for each connection instead of zlib's 256, at the
// price of a few per cent of size. Any client can read it, since the stream names its window.
const deflateOptions = {
  windowBits: 12,
  memLevel: 5,
  chunkSize: 4096,
  flush: constants.Z_SYNC_FLUSH,
} as const

/** `bufferBytesMax`: the most that may wait for this reader. */
export function createOutputStream(
  socket: Socket,
  bufferBytesMax: number,
  onTooSlow: () => void,
): OutputStream {
  let gathered: Uint8Array[] = []
  let gatheredBytes = 0
  let deflate: Deflate | undefined
  /** A compressor that was told to end and has bytes left; later bytes wait for it. */
  let draining: Deflate | undefined
  let isClosed = false
  let isEnding = false

  const waitingBytes = () => gatheredBytes + socket.writableLength + (deflate?.writableLength ?? 0)

  const flush = () => {
    if (draining !== undefined || gathered.length === 0 || socket.destroyed) return
    const bytes = Buffer.concat(gathered)
    gathered = []
    gatheredBytes = 0
    if (deflate !== undefined) deflate.write(bytes)
    else socket.write(bytes)
  }

  const finish = () => {
    flush()
    if (isEnding && draining === undefined) socket.end()
  }

  const stopCompression = () => {
    if (deflate === undefined) return
    flush()
    draining = deflate
    deflate = undefined
    draining.once('end', () => {
      draining = undefined
      finish()
    })
    draining.end()
  }

  return {
    write(bytes) {
      if (isClosed || bytes.length === 0) return
      if (gathered.length === 0) setImmediate(flush)
      gathered.push(bytes)
      gatheredBytes += bytes.length
      if (waitingBytes() <= bufferBytesMax) return
      isClosed = true
      onTooSlow()
    },
    waitingBytes,
    startCompression() {
      if (deflate !== undefined || isClosed) return
      flush()
      const stream = createDeflate(deflateOptions)
      stream.on('data', (bytes: Buffer) => {
        if (!socket.destroyed) socket.write(bytes)
      })
      // Without its compressor the client can read nothing more.
      stream.on('error', () => socket.destroy())
      socket.once('close', () => stream.destroy())
      deflate = stream
    },
    stopCompression,
    end() {
      if (isEnding) return
      isClosed = true
      isEnding = true
      if (deflate === undefined) finish()
      else stopCompression()
    },
  }
}
