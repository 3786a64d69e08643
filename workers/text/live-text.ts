/**
 * Text that is shown while a model is still writing it.
 *
 * Chunks come in any size, as prose or as JSON whose one field is prose. Only whole words are
 * shown, in order, and nothing after the first text that the check would refuse. The committed event
 * replaces all of it anyway.
 */
import { problemOfText } from './accept-text.ts'

export interface LiveText {
  /** The readable text that has become certain by this chunk, perhaps empty. */
  push(chunk: string): string
  /** Whether something unfit was seen and the rest is withheld. */
  readonly stopped: boolean
}

/** A filter for one try. `field` names the JSON string to show; without it the text itself is prose. */
export function createLiveText(names: readonly string[], field?: string): LiveText {
  const read = field ? fieldReader(field) : (chunk: string) => chunk
  let waiting = ''
  let shown = ''
  let stopped = false
  return {
    get stopped() {
      return stopped
    },
    push(chunk) {
      if (stopped) return ''
      waiting += read(chunk)
      // The last word may still grow into something else, such as a link.
      const end = waiting.search(/\s\S*$/u) + 1
      if (end === 0) return ''
      const ready = waiting.slice(0, end)
      if (problemOfText(`${shown}${ready}`.trim(), { names }) !== null) {
        stopped = true
        return ''
      }
      waiting = waiting.slice(end)
      shown += ready
      return ready
    },
  }
}

/** Reads the value of one top-level string property out of JSON that arrives in pieces. */
function fieldReader(field: string): (chunk: string) => string {
  const opening = new RegExp(`"${field}"\\s*:\\s*"`)
  const headMax = 4_096
  let head = ''
  let state: 'before' | 'inside' | 'after' = 'before'
  let pending = ''
  return (chunk) => {
    let rest = chunk
    if (state === 'before') {
      head = (head + chunk).slice(-headMax)
      const match = opening.exec(head)
      if (!match) return ''
      state = 'inside'
      rest = head.slice(match.index + match[0].length)
    }
    if (state === 'after') return ''
    const read = readString(pending + rest)
    pending = read.pending
    if (read.closed) state = 'after'
    return read.text
  }
}

/** Decodes JSON string contents up to the closing quote; an unfinished escape is kept for later. */
function readString(source: string): { text: string; pending: string; closed: boolean } {
  let text = ''
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index] ?? ''
    if (character === '"') return { text, pending: '', closed: true }
    if (character !== '\\') {
      text += character
      continue
    }
    const length = source[index + 1] === 'u' ? 6 : 2
    const sequence = source.slice(index, index + length)
    if (sequence.length < length) return { text, pending: sequence, closed: false }
    text += decodeEscape(sequence)
    index += length - 1
  }
  return { text, pending: '', closed: false }
}

function decodeEscape(sequence: string): string {
  try {
    return JSON.parse(`"${sequence}"`) as string
  } catch {
    // Foreign data: an escape that JSON does not know becomes a mark that the text check refuses.
    return '\uFFFE'
  }
}
