/** The words behind a verb → the arguments of its command. One function reads each kind. */
import { directionFrom } from '../schema/directions.ts'
import { ownOf } from '../schema/own.ts'
import type { ArgumentKind, ArgumentSpec, ArgumentValues } from './define-command.ts'

/** One word of the line and where it stands in it. */
export interface Word {
  readonly text: string
  readonly lower: string
  readonly start: number
}

/** An argument about to be read. */
interface Place {
  readonly spec: ArgumentSpec
  /** The arguments that follow it. */
  readonly later: readonly ArgumentSpec[]
  readonly words: readonly Word[]
  /** Index of the first word that may belong to it. */
  readonly at: number
  readonly line: string
}

interface Reading<Value> {
  readonly value: Value
  /** Index of the first word behind it. */
  readonly next: number
}

/** The value at a place, or null when nothing there fits the kind. */
type Reader<Value> = (place: Place) => Reading<Value> | null

const readers: { readonly [Kind in ArgumentKind]: Reader<ArgumentValues[Kind]> } = {
  word: (place) => oneWord(place, (text) => text),
  number: (place) => oneWord(place, (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined)),
  direction: (place) => oneWord(place, directionFrom),
  thing: nounPhrase,
  person: nounPhrase,
  rest({ words, at, line }) {
    const word = words[at]
    return word ? { value: unquoted(line.slice(word.start)), next: words.length } : null
  },
}

/** Splits the words along the specs; null when something required is missing or something is left over. */
export function readArguments(
  specs: readonly ArgumentSpec[],
  words: readonly Word[],
  line: string,
): Readonly<Record<string, string | number>> | null {
  const args: Record<string, string | number> = {}
  let next = 0
  for (const [index, spec] of specs.entries()) {
    const at = skipPreposition(spec, words, next)
    const read = readers[spec.kind]({ spec, later: specs.slice(index + 1), words, at, line })
    if (read) {
      args[spec.name] = read.value
      next = read.next
    } else if (!spec.optional) return null
  }
  return next < words.length ? null : args
}

function skipPreposition(spec: ArgumentSpec, words: readonly Word[], at: number): number {
  let next = at
  // A preposition with nothing behind it is what was meant: "say to" says "to".
  while (next < words.length - 1 && joins(spec, words[next]?.lower ?? '')) next += 1
  return next
}

function joins({ kind, after }: ArgumentSpec, word: string): boolean {
  return (after?.includes(word) ?? false) || (kind === 'person' && word === 'to')
}

const quotes: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“', '«': '»' }

/** Who writes `say "hello"` means the words between the marks. */
function unquoted(text: string): string {
  const end = ownOf(quotes, text.charAt(0))
  const inner = text.slice(1, -1)
  const whole = end && text.endsWith(end) && inner.trim() !== '' && !inner.includes(end)
  return whole ? inner.trim() : text
}

const articles = new Set(['the', 'a', 'an', 'my', 'some'])

function oneWord<Value>(
  { spec, words, at }: Place,
  read: (text: string) => Value | undefined,
): Reading<Value> | null {
  let start = at
  while (start + 1 < words.length && isFiller(spec, words[start]?.lower ?? '')) start += 1
  const word = words[start]
  const value = word && read(withoutStop(word.text))
  return value === undefined ? null : { value, next: start + 1 }
}

/** "go to the north": words without which the argument says the same. */
function isFiller(spec: ArgumentSpec, word: string): boolean {
  return articles.has(word) || (spec.kind === 'direction' && (word === 'to' || word === 'towards'))
}

/**
 * "the brass lantern from …": words up to the next preposition, without articles. A phrase right
 * before free words ends after one word, because only the rule can tell where a name ends.
 */
function nounPhrase({ spec, later, words, at }: Place): Reading<string> | null {
  const stops = later.flatMap((argument) => argument.after ?? [])
  const single = spec.kind === 'person' && later[0]?.kind === 'rest'
  const phrase: string[] = []
  let end = at
  for (; end < words.length && !(single && phrase.length > 0); end += 1) {
    const word = words[end]
    if (!word || stops.includes(word.lower)) break
    if (!articles.has(word.lower)) phrase.push(word.text)
  }
  const value = withoutStop(phrase.join(' '))
  return value ? { value, next: end } : null
}

/** People end a line like a sentence: "take the lamp." means the lamp. */
export function withoutStop(word: string): string {
  let end = word.length
  while (end > 1 && '.,!?;'.includes(word.charAt(end - 1))) end -= 1
  return word.slice(0, end)
}
