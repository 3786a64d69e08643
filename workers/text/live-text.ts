/**
 * Text that is shown while a model is still writing it, sentence by sentence.
 *
 * Chunks come in any size, as prose or as JSON whose one field is prose. What is whole is mended and
 * checked as the finished answer will be, so that what is shown is a beginning of what will be stored.
 */

export interface LiveText {
  /** The readable text that has become certain by this chunk, perhaps empty. */
  push(chunk: string): string
}

/** Words of a language that is not judged yet are not shown. */
const judgedFromWords = 6

/**
 * A filter for one try. `mend` gives the words so far as they would be stored, or undefined while they may
 * not be shown. `field` names the JSON string to show; without it the text itself is prose.
 */
export function createLiveText(
  mend: (words: string) => string | undefined,
  field?: string,
): LiveText {
  const read = field ? fieldReader(field) : (chunk: string) => ({ text: chunk, closed: false })
  let written = ''
  let looked = 0
  let shown = ''
  return {
    push(chunk) {
      const { text, closed } = read(chunk)
      written += text
      const end = closed ? written.length : lastSentenceEnd(written)
      if (end <= looked) return ''
      looked = end
      const whole = written.slice(0, end)
      if (!closed && (isOpen(whole) || isTooShort(whole))) return ''
      const mended = mend(whole)
      if (mended === undefined || !mended.startsWith(shown)) return ''
      const fresh = mended.slice(shown.length)
      shown = mended
      return fresh
    },
  }
}

/** Behind the last sentence that something follows: its stop is surely the end of it. */
function lastSentenceEnd(text: string): number {
  const ends = [...text.matchAll(/[.!?…]["”’')*\]]*(?=\s)/gu)]
  const last = ends.at(-1)
  return last ? last.index + last[0].length : 0
}

/** Something has begun that a repair may take out or turn into a gesture: a bracket, a star, a quote. */
function isOpen(text: string): boolean {
  const count = (mark: RegExp) => (text.match(mark) ?? []).length
  if (count(/\*/g) % 2 === 1 || count(/"/g) % 2 === 1) return true
  return count(/[([“]/g) > count(/[)\]”]/g)
}

function isTooShort(text: string): boolean {
  return text.trim().split(/\s+/).length < judgedFromWords
}

/** What a piece of JSON adds to the property, and whether the property is whole now. */
interface FieldPiece {
  readonly text: string
  readonly closed: boolean
}

const thoughts = /<(think|thinking|reasoning)>[\s\S]*?<\/\1>/gi
const openThought = /<(?:think|thinking|reasoning)>/i

/** Reads the value of one top-level string property out of JSON that arrives in pieces. */
function fieldReader(field: string): (chunk: string) => FieldPiece {
  const opening = new RegExp(`"${field}"\\s*:\\s*"`)
  const label = new RegExp(`(?:^|\\n)\\s*${field.toUpperCase()}:[ \\t]*`)
  const headMax = 16_384
  const nothing = { text: '', closed: false }
  let head = ''
  let state: 'before' | 'inside' | 'in-line' | 'after' = 'before'
  let pending = ''
  return (chunk) => {
    let rest = chunk
    if (state === 'before') {
      head = (head + chunk).slice(-headMax).replaceAll(thoughts, '')
      if (openThought.test(head)) return nothing
      const quoted = opening.exec(head)
      const match = quoted ?? label.exec(head)
      if (!match) return nothing
      state = quoted ? 'inside' : 'in-line'
      rest = head.slice(match.index + match[0].length)
    }
    if (state === 'after') return nothing
    if (state === 'in-line') {
      const [line = '', ...others] = rest.split('\n')
      if (others.length > 0) state = 'after'
      return { text: line, closed: others.length > 0 }
    }
    const read = readString(pending + rest)
    pending = read.pending
    if (read.closed) state = 'after'
    return { text: read.text, closed: read.closed }
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
