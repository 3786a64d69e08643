/** A frame for many receivers: rendered once per output, encoded once per wire format. */
import type { ServerFrame } from '../render/server-frame.ts'
import { encodeV1 } from './wire-formats.ts'

export class SharedFrame {
  readonly frame: ServerFrame
  #v1: Buffer | undefined

  constructor(frame: ServerFrame) {
    this.frame = frame
  }

  /** The frame as `v1.mudstream` JSON bytes. */
  get v1(): Buffer {
    this.#v1 ??= Buffer.from(encodeV1(this.frame))
    return this.#v1
  }
}
