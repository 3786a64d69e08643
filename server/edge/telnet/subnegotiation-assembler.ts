/** The content of one subnegotiation at a time, bounded; what is too long is dropped whole. */
import { createByteBuffer } from './byte-buffer.ts'

export interface SubnegotiationAssembler {
  readonly begin: (option: number) => void
  readonly add: (byte: number) => void
  /** The content, or undefined when it was too long. */
  readonly end: () => { readonly option: number; readonly data: Uint8Array } | undefined
}

export function createSubnegotiationAssembler(
  bytesMax: number,
  onTooLong: () => void,
): SubnegotiationAssembler {
  const content = createByteBuffer(bytesMax)
  let option = 0
  let overflowed = false

  return {
    begin(next) {
      option = next
      overflowed = false
    },
    add(byte) {
      if (overflowed || content.push(byte)) return
      overflowed = true
      content.clear()
      onTooLong()
    },
    end() {
      const data = content.take()
      return overflowed ? undefined : { option, data }
    },
  }
}
