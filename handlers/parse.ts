/**
 * A typed line → a command and its arguments. Linear in the length of the line; nothing here knows
 * the world, so what a noun means is the rule's business (`nouns.ts`).
 */
import type { Role } from '../schema/entities.ts'
import { type Arguments, type ArgumentSpec, type CommandType, mayUse, usageOf } from './define-command.ts'
import { directionFrom } from '../schema/directions.ts'

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

/** Signs that stand for verbs when a line begins with them: `'hello`, `:waves`, `;`. */
const signs: Readonly<Record<string, string>> = { "'": 'say', '"': 'say', ':': 'emote', '!': 'shout' }

/** Reads one line for somebody of `role`. */
export function parseLine(line: string, verbs: Verbs, role: Role): Parsed {
  const trimmed = line.trim()
  if (!trimmed) return { kind: 'empty' }
  const sign = signs[trimmed.charAt(0)]
  const text = sign ? `${sign} ${trimmed.slice(1)}` : trimmed
  const space = text.search(/\s/)
  const typed = (space === -1 ? text : text.slice(0, space)).toLowerCase()
  const rest = space === -1 ? '' : text.slice(space).trim()
  const command = verbs.find(typed, role)
  if (!command || !mayUse(role, command.role)) return { kind: 'unknown', typed }
  const args = readArguments(command.arguments ?? [], rest)
  if (!args) return { kind: 'usage', command, text: usageOf(command) }
  return { kind: 'command', command, args, typed }
}

/** Splits `rest` along the specs; null when something required is missing or something is left over. */
function readArguments(specs: readonly ArgumentSpec[], rest: string): Arguments | null {
  const words = rest ? rest.split(/\s+/) : []
  const args: Record<string, string> = {}
  let at = 0
  for (const [index, spec] of specs.entries()) {
    if (spec.kind === 'rest') {
      const text = afterWords(rest, at)
      if (text) args[spec.name] = text
      else if (!spec.optional) return null
      return args
    }
    const taken = readOne(spec, words, at, prepositionsAfter(specs, index))
    if (taken) {
      args[spec.name] = taken.text
      at = taken.next
    } else if (!spec.optional) return null
  }
  return at < words.length ? null : args
}

function prepositionsAfter(specs: readonly ArgumentSpec[], index: number): readonly string[] {
  return specs.slice(index + 1).flatMap((spec) => spec.after ?? [])
}

function readOne(
  spec: ArgumentSpec,
  words: readonly string[],
  at: number,
  stops: readonly string[],
): { text: string; next: number } | null {
  let start = at
  const preposition = words[start]?.toLowerCase()
  if (spec.after && preposition && spec.after.includes(preposition)) start += 1
  const first = words[start]
  if (first === undefined) return null
  if (spec.kind === 'direction') {
    const way = directionFrom(first)
    return way ? { text: way, next: start + 1 } : null
  }
  if (spec.kind === 'number') return /^\d{1,9}$/.test(first) ? { text: first, next: start + 1 } : null
  if (spec.kind === 'word') return { text: first, next: start + 1 }
  return nounPhrase(words, start, stops)
}

/** "the brass lantern from …": words up to the next preposition, without articles. */
function nounPhrase(
  words: readonly string[],
  start: number,
  stops: readonly string[],
): { text: string; next: number } | null {
  let end = start
  while (end < words.length && !stops.includes(words[end]?.toLowerCase() ?? '')) end += 1
  const phrase = words.slice(start, end).filter((word) => !/^(the|a|an|my)$/i.test(word))
  return phrase.length > 0 ? { text: phrase.join(' '), next: end } : null
}

/** The part of `rest` that follows its first `count` words, with its inner spacing kept. */
function afterWords(rest: string, count: number): string {
  let text = rest
  for (let skipped = 0; skipped < count; skipped += 1) text = text.replace(/^\S+\s*/, '')
  return text
}
