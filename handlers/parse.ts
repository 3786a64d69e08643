/**
 * A typed line → a command and its arguments. Linear in the length of the line; nothing here knows
 * the world, so what a noun means is the rule's business (`nouns.ts`).
 */
import { directionFrom } from '../schema/directions.ts'
import { mayUse, type Role } from '../schema/roles.ts'
import { type ArgumentSpec, type Arguments, type CommandType, usageOf } from './define-command.ts'

export type Parsed =
  | { kind: 'command'; command: CommandType; args: Arguments; typed: string }
  | { kind: 'unknown'; typed: string }
  | { kind: 'usage'; command: CommandType; text: string }
  | { kind: 'empty' }

/** What the parser looks verbs up in: the registry, or a small one in tests. */
export interface Verbs {
  /** The command of a verb, alias or unique abbreviation for somebody of `role`. */
  find(typed: string, role: Role): CommandType | undefined
}

/** Signs that stand for verbs when a line begins with them: `'hello`, `:waves`. */
const signs: Readonly<Record<string, string>> = {
  "'": 'say',
  '"': 'say',
  ':': 'emote',
  '!': 'shout',
}

/** Verbs of two words, said together ("put on hat") or apart ("put hat on"). */
const phrasalVerbs: ReadonlyMap<string, string> = new Map([
  ['pick up', 'take'],
  ['put down', 'drop'],
  ['set down', 'drop'],
  ['lay down', 'drop'],
  ['put on', 'wear'],
  ['take off', 'remove'],
  ['hand over', 'give'],
  ['stand up', 'stand'],
  ['get up', 'stand'],
  ['wake up', 'wake'],
  ['sit down', 'rest'],
  ['lie down', 'sleep'],
  ['put out', 'extinguish'],
  ['blow out', 'extinguish'],
])

const articles = new Set(['the', 'a', 'an', 'my', 'some'])

/** One word of the line and where it stands in it. */
interface Word {
  readonly text: string
  readonly lower: string
  readonly start: number
}

/** Reads one line for somebody of `role`. */
export function parseLine(line: string, verbs: Verbs, role: Role): Parsed {
  const trimmed = line.trim()
  if (!trimmed) return { kind: 'empty' }
  const sign = signs[trimmed.charAt(0)]
  const text = sign ? `${sign} ${trimmed.slice(1)}` : trimmed
  const [first, ...rest] = wordsIn(text)
  const said = withoutStop(first?.lower ?? '')
  const phrasal = sign ? undefined : phrasalVerb(said, rest)
  const typed = phrasal?.verb ?? said
  const command = verbs.find(typed, role)
  if (!command || !mayUse(role, command.role)) return { kind: 'unknown', typed }
  const args = readArguments(command.arguments ?? [], phrasal?.rest ?? rest, text)
  if (!args) return { kind: 'usage', command, text: usageOf(command) }
  return { kind: 'command', command, args, typed }
}

function wordsIn(text: string): Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(/\S+/g)) {
    words.push({ text: match[0], lower: match[0].toLowerCase(), start: match.index })
  }
  return words
}

/** People end a line like a sentence: "take the lamp." means the lamp. */
function withoutStop(word: string): string {
  let end = word.length
  while (end > 1 && '.,!?;'.includes(word.charAt(end - 1))) end -= 1
  return word.slice(0, end)
}

function phrasalVerb(verb: string, rest: readonly Word[]): { verb: string; rest: Word[] } | null {
  const together = phrasalVerbs.get(`${verb} ${rest[0]?.lower}`)
  if (together) return { verb: together, rest: rest.slice(1) }
  const apart =
    rest.length > 1 && phrasalVerbs.get(`${verb} ${withoutStop(rest.at(-1)?.lower ?? '')}`)
  return apart ? { verb: apart, rest: rest.slice(0, -1) } : null
}

/** Splits the words along the specs; null when something required is missing or something is left over. */
function readArguments(
  specs: readonly ArgumentSpec[],
  words: readonly Word[],
  line: string,
): Arguments | null {
  const args: Record<string, string> = {}
  let at = 0
  for (const [index, spec] of specs.entries()) {
    const start = skipPreposition(spec, words, at)
    if (spec.kind === 'rest') {
      const word = words[start]
      if (word) args[spec.name] = line.slice(word.start)
      else if (!spec.optional) return null
      return args
    }
    const taken = readOne(spec, words, start, specs.slice(index + 1))
    if (taken) {
      args[spec.name] = taken.text
      at = taken.next
    } else if (!spec.optional) return null
  }
  return at < words.length ? null : args
}

function skipPreposition(spec: ArgumentSpec, words: readonly Word[], at: number): number {
  const word = words[at]
  // A preposition with nothing behind it is what was meant: "say to" says "to".
  const last = at === words.length - 1
  const skipped =
    spec.after?.includes(word?.lower ?? '') || (spec.kind === 'person' && word?.lower === 'to')
  return word && !last && skipped ? at + 1 : at
}

function readOne(
  spec: ArgumentSpec,
  words: readonly Word[],
  at: number,
  later: readonly ArgumentSpec[],
): { text: string; next: number } | null {
  if (spec.kind === 'thing' || spec.kind === 'person') return nounPhrase(words, at, spec, later)
  let start = at
  while (start + 1 < words.length && isFiller(spec, words[start]?.lower ?? '')) start += 1
  const first = words[start]
  if (first === undefined) return null
  const text = withoutStop(first.text)
  if (spec.kind === 'direction') {
    const way = directionFrom(text)
    return way ? { text: way, next: start + 1 } : null
  }
  if (spec.kind === 'number' && !/^\d{1,9}$/.test(text)) return null
  return { text, next: start + 1 }
}

/** "go to the north": words without which the argument says the same. */
function isFiller(spec: ArgumentSpec, word: string): boolean {
  return articles.has(word) || (spec.kind === 'direction' && (word === 'to' || word === 'towards'))
}

/**
 * "the brass lantern from …": words up to the next preposition, without articles. A phrase right
 * before free words ends after one word, because only the rule can tell where a name ends.
 */
function nounPhrase(
  words: readonly Word[],
  start: number,
  spec: ArgumentSpec,
  later: readonly ArgumentSpec[],
): { text: string; next: number } | null {
  const stops = later.flatMap((argument) => argument.after ?? [])
  const single = spec.kind === 'person' && later[0]?.kind === 'rest'
  const phrase: string[] = []
  let end = start
  for (; end < words.length && !(single && phrase.length > 0); end += 1) {
    const word = words[end]
    if (!word || stops.includes(word.lower)) break
    if (!articles.has(word.lower)) phrase.push(word.text)
  }
  const text = withoutStop(phrase.join(' '))
  return text ? { text, next: end } : null
}
