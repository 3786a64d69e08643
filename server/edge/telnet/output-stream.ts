/**
 * The outgoing bytes of one connection. They are gathered within a turn of the event loop and written
 * at once, compressed as soon as MCCP2 has begun, and bounded.
 *
 * Invariants: bytes leave in the order in which they were given. When more than the limit waits for a
 * peer that does not read, `onTooSlow` is called once and no more bytes are taken.
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

// A window of 4 KiB and little hash memory take 32 KiB for each connection instead of zlib's 256 KiB;
// the output is a few per cent larger. Any client can read it, because the stream names its window.
const deflateOptions = {
  windowBits: 12,
  memLevel: 5,
  chunkSize: 4096,
  flush: constants.Z_SYNC_FLUSH,
} as const

interface State {
  readonly socket: Socket
  readonly bufferBytesMax: number
  readonly onTooSlow: () => void
  gathered: Uint8Array[]
  gatheredBytes: number
  deflate: Deflate | undefined
  /** A compressor that was told to end and has bytes left; later bytes wait for it. */
  draining: Deflate | undefined
  isClosed: boolean
  isEnding: boolean
}

/** `bufferBytesMax`: the most that may wait for this reader. */
export function createOutputStream(
  socket: Socket,
  bufferBytesMax: number,
  onTooSlow: () => void,
): OutputStream {
  const state: State = {
    socket,
    bufferBytesMax,
    onTooSlow,
    gathered: [],
    gatheredBytes: 0,
    deflate: undefined,
    draining: undefined,
    isClosed: false,
    isEnding: false,
  }
  return {
    write: (bytes) => write(state, bytes),
    waitingBytes: () => waitingBytes(state),
    startCompression: () => startCompression(state),
    stopCompression: () => stopCompression(state),
    end: () => end(state),
  }
}

function write(state: State, bytes: Uint8Array): void {
  if (state.isClosed || bytes.length === 0) return
  if (state.gathered.length === 0) setImmediate(() => flush(state))
  state.gathered.push(bytes)
  state.gatheredBytes += bytes.length
  if (waitingBytes(state) <= state.bufferBytesMax) return
  state.isClosed = true
  state.onTooSlow()
}

function waitingBytes({ gatheredBytes, socket, deflate }: State): number {
  return gatheredBytes + socket.writableLength + (deflate?.writableLength ?? 0)
}

function flush(state: State): void {
  const { socket, deflate, gathered } = state
  if (state.draining !== undefined || gathered.length === 0 || socket.destroyed) return
  const bytes = Buffer.concat(gathered)
  state.gathered = []
  state.gatheredBytes = 0
  if (deflate !== undefined) deflate.write(bytes)
  else socket.write(bytes)
}

function startCompression(state: State): void {
  const { socket } = state
  if (state.deflate !== undefined || state.isClosed) return
  flush(state)
  const stream = createDeflate(deflateOptions)
  stream.on('data', (bytes: Buffer) => {
    if (!socket.destroyed) socket.write(bytes)
  })
  // Without its compressor the client can read nothing more.
  stream.on('error', () => socket.destroy())
  socket.once('close', () => stream.destroy())
  state.deflate = stream
}

function stopCompression(state: State): void {
  const { deflate } = state
  if (deflate === undefined) return
  flush(state)
  state.draining = deflate
  state.deflate = undefined
  deflate.once('end', () => {
    state.draining = undefined
    finish(state)
  })
  deflate.end()
}

function end(state: State): void {
  if (state.isEnding) return
  state.isClosed = true
  state.isEnding = true
  if (state.deflate === undefined) finish(state)
  else stopCompression(state)
}

function finish(state: State): void {
  flush(state)
  if (state.isEnding && state.draining === undefined) state.socket.end()
}
