/** Helpers for byte streams in tests. */
import fc from 'fast-check'
import { option } from '../../../../server/edge/telnet/telnet-codes.ts'

export type Part = number | string | Uint8Array

export function bytes(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'number'
        ? [part]
        : [...(typeof part === 'string' ? Buffer.from(part) : part)],
    ),
  )
}

/** The same bytes cut at the given places. */
export function cut(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [...places].map((place) => place % (whole.length + 1)).sort((a, b) => a - b)
  const ends = [...sorted, whole.length]
  return ends.map((end, index) => whole.subarray(index === 0 ? 0 : ends[index - 1], end))
}

/** Streams rich in telnet commands, line ends, erasures and torn UTF-8. */
export const telnetBytes = fc
  .array(
    fc.oneof(
      fc.constantFrom(255, 255, 255, 250, 240, 251, 252, 253, 254, 247, 248, 13, 10, 0, 8, 127, 27),
      fc.constantFrom(...Object.values(option)),
      fc.constantFrom(0xe6, 0xbc, 0xa2, 0xf0, 0x9f, 0x99, 0x82, 0xc3, 0xa9, 0xc0, 0xff),
      fc.integer({ min: 0, max: 255 }),
    ),
    { maxLength: 120 },
  )
  .map((list) => Uint8Array.from(list))
