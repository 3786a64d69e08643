/**
 * Makes lines of data bytes. CR LF, CR NUL, LF and a CR alone end a line (RFC 854, and what clients
 * really send). Backspace and delete erase, for terminals that send each key when it is pressed.
 */
import { stripControls } from '../../../schema/markup.ts'
import { stripTerminalSequences } from '../../../schema/text.ts'
import { createByteBuffer } from './byte-buffer.ts'

export interface LineAssembler {
  readonly add: (byte: number) => void
  readonly eraseCharacter: () => void
  readonly eraseLine: () => void
}

const CR = 13
const LF = 10
const NUL = 0
const BACKSPACE = 8
const DELETE = 127

// The decoder is given complete lines only, so it keeps no state between two of them.
const utf8 = new TextDecoder('utf-8')

/** A line over the limit is dropped whole and reported once: half a command must not be run. */
export function createLineAssembler(
  bytesMax: number,
  onLine: (text: string) => void,
  onTooLong: () => void,
): LineAssembler {
  const line = createByteBuffer(bytesMax)
  let overflowed = false
  /** The last data byte was a CR, which has ended the line already. */
  let afterCarriageReturn = false

  const endLine = () => {
    const bytes = line.take()
    if (!overflowed) onLine(lineText(bytes))
    overflowed = false
  }

  const keep = (byte: number) => {
    if (overflowed || line.push(byte)) return
    overflowed = true
    line.clear()
    onTooLong()
  }

  return {
    add(byte) {
      const completesLineEnd = afterCarriageReturn && (byte === LF || byte === NUL)
      afterCarriageReturn = byte === CR
      if (completesLineEnd || byte === NUL) return
      if (byte === CR || byte === LF) endLine()
      else if (byte === BACKSPACE || byte === DELETE) line.eraseCharacter()
      else keep(byte)
    },
    eraseCharacter: () => line.eraseCharacter(),
    eraseLine: () => line.clear(),
  }
}

/** Typed text: invalid UTF-8 as U+FFFD; arrow keys and other sequences of raw terminals removed. */
function lineText(bytes: Uint8Array): string {
  return stripControls(stripTerminalSequences(utf8.decode(bytes)))
}
