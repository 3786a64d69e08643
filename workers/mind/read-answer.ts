/** What a model meant by the text it sent, read as forgivingly as its meaning allows. */

export type ReadAnswer =
  | { readonly ok: true; readonly value: unknown; readonly repairs: readonly string[] }
  | { readonly ok: false }

const thoughts = /<(think|thinking|reasoning)>[\s\S]*?(?:<\/\1>|$)/gi

/** Prose without thoughts before it, without a code fence or quotes around it, on one line. */
export function readProse(text: string): ReadAnswer {
  const thought = text.replaceAll(thoughts, '').trim()
  const [, fenced] = /^```\w*\s*([\s\S]*?)\s*```$/.exec(thought) ?? []
  const [, inner] = /^"([^"]*)"$/.exec(fenced ?? thought) ?? []
  const value = { text: (inner ?? fenced ?? thought).replaceAll(/\s*\n\s*/g, ' ') }
  return { ok: true, value, repairs: thought === text.trim() && !fenced ? [] : ['around'] }
}

/**
 * The object in a text: also one with prose, thoughts or a code fence around it, with a comma too many, or
 * with line breaks inside its strings. Of one that breaks off, the words that are whole.
 */
export function readObject(text: string, wordsField: string | undefined): ReadAnswer {
  const plain = objectOf(text)
  if (plain) return { ok: true, value: plain, repairs: [] }
  // A list or a number is no answer, whatever may stand inside it.
  if (/^\s*[[\d]/.test(text)) return { ok: false }
  const thought = text.replaceAll(thoughts, '')
  const inner = thought.slice(thought.indexOf('{'), thought.lastIndexOf('}') + 1)
  const around = objectOf(inner)
  if (around) return { ok: true, value: around, repairs: ['around'] }
  const mended = objectOf(withoutLooseCommas(withoutBreaks(inner)))
  if (mended) return { ok: true, value: mended, repairs: ['json'] }
  const lines = objectOfLines(thought, wordsField ?? 'option')
  if (lines) return { ok: true, value: lines, repairs: [] }
  const words = wordsField && closedString(thought, wordsField)
  return words
    ? { ok: true, value: { [wordsField]: words }, repairs: ['unfinished'] }
    : { ok: false }
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined
  } catch {
    // Foreign data: the caller tries other readings.
    return undefined
  }
}

const labelled = /^\s*([A-Z]{2,12}):[ \t]*(.*)$/

/** "SAY: …" in lines, as models are asked that know no other form; undefined where the needed line is missing. */
function objectOfLines(text: string, needed: string): object | undefined {
  if (text.includes('{')) return undefined
  const read: Record<string, unknown> = {}
  for (const line of text.split('\n')) {
    const [, label, words = ''] = labelled.exec(line) ?? []
    if (!label) continue
    const value = words.trim()
    const isNothing = value === '' || /^(?:null|none|nothing|-)$/i.test(value)
    read[label.toLowerCase()] = isNothing ? null : /^\d+$/.test(value) ? Number(value) : value
  }
  return Object.hasOwn(read, needed) ? read : undefined
}

const stringLiteral = /"(?:[^"\\]|\\.)*"/gs

function withoutBreaks(json: string): string {
  return json.replaceAll(stringLiteral, (literal) => literal.replaceAll(/\s*[\r\n]+\s*/g, ' '))
}

function withoutLooseCommas(json: string): string {
  return json.replaceAll(/("(?:[^"\\]|\\.)*")|,(\s*[}\]])/gs, (_, literal, end) => literal ?? end)
}

/** The value of a string property, if its closing quote has come. */
function closedString(text: string, field: string): string | undefined {
  const [, literal] = new RegExp(`"${field}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`, 's').exec(text) ?? []
  const read = literal && objectOf(`{"words":${withoutBreaks(literal)}}`)
  return read && 'words' in read && typeof read.words === 'string' ? read.words : undefined
}
