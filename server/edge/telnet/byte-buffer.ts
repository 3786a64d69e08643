/** A byte buffer that grows up to a limit. While it is empty it keeps little memory. */
export interface ByteBuffer {
  readonly length: number
  /** False when the limit is reached; the byte is then not kept. */
  push(byte: number): boolean
  /** Removes the last UTF-8 character, whole. */
  eraseCharacter(): void
  /** A copy of the content; the buffer is empty afterwards. */
  take(): Uint8Array
  clear(): void
}

const firstCapacity = 64

/** Capacity kept between two uses; anything larger is given back. */
const keptCapacity = 256

export function createByteBuffer(limit: number): ByteBuffer {
  let bytes = new Uint8Array(0)
  let length = 0

  const clear = () => {
    length = 0
    if (bytes.length > keptCapacity) bytes = new Uint8Array(0)
  }

  return {
    get length() {
      return length
    },
    push(byte) {
      if (length === limit) return false
      if (length === bytes.length) {
        const grown = new Uint8Array(Math.min(limit, Math.max(firstCapacity, length * 2)))
        grown.set(bytes)
        bytes = grown
      }
      bytes[length] = byte
      length += 1
      return true
    },
    eraseCharacter() {
      let continuations = 0
      while (length > 0) {
        length -= 1
        // Bytes 10xxxxxx continue a character; at most three of them belong to one.
        if (((bytes[length] ?? 0) & 0xc0) !== 0x80 || continuations === 3) return
        continuations += 1
      }
    },
    take() {
      const content = bytes.slice(0, length)
      clear()
      return content
    },
    clear,
  }
}
