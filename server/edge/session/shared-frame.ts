/** A frame for many receivers. Invariant: it is encoded at most once for each wire format. */
import type { MarkedFrame } from '../../../schema/frames/server.ts'
import { encodeV1, type V1Style, wholeV1 } from '../render/wire-formats.ts'

export class SharedFrame {
  readonly frame: MarkedFrame
  #v1: Buffer | undefined
  readonly #messages = new Map<V1Style, Buffer>()

  constructor(frame: MarkedFrame) {
    this.frame = frame
  }

  /** The frame as `v1.mudstream` JSON bytes. */
  get v1(): Buffer {
    this.#v1 ??= Buffer.from(encodeV1(this.frame))
    return this.#v1
  }

  /**
   * The same as a whole WebSocket message, so that a socket needs one write for it, as much of it as
   * the client wants to be told.
   */
  v1Message(style: V1Style): Buffer {
    // Only events differ from client to client.
    const kind = this.frame.t === 'event' ? style : wholeV1
    const known = this.#messages.get(kind)
    if (known) return known
    const made = textMessage(kind === wholeV1 ? this.v1 : Buffer.from(encodeV1(this.frame, kind)))
    this.#messages.set(kind, made)
    return made
  }
}

/** One final, unmasked, uncompressed text frame (RFC 6455, section 5.2). */
function textMessage(payload: Buffer): Buffer {
  const { length } = payload
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const message = Buffer.allocUnsafe(headBytes + length)
  message[0] = 0x81
  if (headBytes === 2) message[1] = length
  else if (headBytes === 4) {
    message[1] = 126
    message.writeUInt16BE(length, 2)
  } else {
    message[1] = 127
    message.writeBigUInt64BE(BigInt(length), 2)
  }
  payload.copy(message, headBytes)
  return message
}
