/**
 * The names of a part of the world: what a text of somebody there may call by name. They are read off
 * the declarations and rooms themselves, so no list has to be kept beside the world.
 */

/** Most words of one vocabulary; a large area is cut, never refused. */
const wordsMax = 20_000

/** Fields whose words are names wherever they stand in the text. */
const nameFields: ReadonlySet<string> = new Set(['name', 'title'])

const word = /\p{L}[\p{L}\p{M}'’-]*/gu
const sentenceEnd = /(?<=[.!?…:;])["'”’)]*\s+|["“”]\s*|\s[—–-]\s|\n/u

/** A word as vocabularies keep it: without what makes it a possessive. */
export function plainName(name: string): string {
  return name.replace(/['’]s?$/u, '')
}

/** The words in capitals inside the sentences of a text: "Ask Nan", "Say RENT". */
export function namesIn(text: string): string[] {
  return sentencesOf(text).flatMap((sentence) =>
    (sentence.match(word) ?? []).filter((one, at) => isName(one, at)).map(plainName),
  )
}

/** A text in the pieces that may each begin with a capital. */
export function sentencesOf(text: string): string[] {
  return text.split(sentenceEnd)
}

function isName(one: string, at: number): boolean {
  if (!/^\p{Lu}/u.test(one)) return false
  return at > 0 || /^\p{Lu}{2}/u.test(one)
}

/**
 * The names in any declarations and rooms, each in its own spelling, and the words that are written small
 * in them: where one of those begins a sentence it names nobody.
 */
export function vocabularyOf(sources: Iterable<unknown>): ReadonlySet<string> {
  const known = new Set<string>()
  for (const source of sources) gather(source, '', known)
  return known
}

function gather(value: unknown, field: string, known: Set<string>): void {
  if (known.size >= wordsMax) return
  if (typeof value === 'string') {
    const names = nameFields.has(field) ? capitalsIn(value) : namesIn(value)
    for (const name of [...names, ...smallIn(value)]) known.add(name)
  } else if (Array.isArray(value)) {
    for (const one of value) gather(one, field, known)
  } else if (value !== null && typeof value === 'object') {
    for (const [key, one] of Object.entries(value)) gather(one, key, known)
  }
}

function capitalsIn(text: string): string[] {
  return (text.match(word) ?? []).filter((one) => /^\p{Lu}/u.test(one)).map(plainName)
}

function smallIn(text: string): string[] {
  return (text.match(word) ?? []).filter((one) => /^\p{Ll}/u.test(one)).map(plainName)
}
