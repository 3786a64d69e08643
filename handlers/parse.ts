/**
 * A typed line → a command and its arguments. Linear in the length of the line; nothing here knows
 * the world, so what a noun means is the rule's business (`nouns.ts`).
 */
import { ownOf } from '../schema/own.ts'
import { mayUse, type Role } from '../schema/roles.ts'
import { readArguments, type Word, withoutStop } from './arguments.ts'
import { type CommandType, usageOf } from './define-command.ts'

/** What the parser makes of a line; `usage` when the verb is known and its arguments do not fit. */
export type Parsed =
  | {
      kind: 'command'
      command: CommandType
      args: Readonly<Record<string, string | number>>
      typed: string
    }
  | { kind: 'unknown'; typed: string }
  | { kind: 'usage'; command: CommandType; typed: string; text: string }
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
  ['log out', 'quit'],
  ['log off', 'quit'],
  ['quit game', 'quit'],
  ['look over', 'examine'],
  ['light up', 'light'],
  ['talk to', 'talk'],
  ['speak to', 'talk'],
  ['speak with', 'talk'],
  ['drink up', 'drink'],
  ['eat up', 'eat'],
  ['pick out', 'take'],
  ['throw away', 'drop'],
  ['put out', 'extinguish'],
  ['blow out', 'extinguish'],
])

/** Reads one line for somebody of `role`. */
export function parseLine(line: string, verbs: Verbs, role: Role): Parsed {
  const trimmed = line.trim()
  if (!trimmed) return { kind: 'empty' }
  const sign = ownOf(signs, trimmed.charAt(0))
  const text = sign ? `${sign} ${unquoted(trimmed)}` : trimmed
  const [first, ...rest] = wordsIn(text)
  const said = withoutStop(first?.lower ?? '')
  const phrasal = sign ? undefined : phrasalVerb(said, rest)
  const typed = phrasal?.verb ?? said
  const command = verbs.find(typed, role)
  if (!command || !mayUse(role, command.role)) return { kind: 'unknown', typed }
  const args = readArguments(command.arguments ?? [], phrasal?.rest ?? rest, text)
  if (!args) return { kind: 'usage', command, typed, text: usageOf(command) }
  return { kind: 'command', command, args, typed }
}

/** What stands behind the sign; a quotation mark at the end belongs to the one in front. */
function unquoted(line: string): string {
  const sign = line.charAt(0)
  return line.slice(1, sign === '"' && line.length > 2 && line.endsWith(sign) ? -1 : undefined)
}

/** True when the first word is one of the command's own, not the beginning of one. */
export function isWhole({ verb, aliases }: CommandType, typed: string): boolean {
  return verb === typed || (aliases?.includes(typed) ?? false)
}

function wordsIn(text: string): Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(/\S+/g)) {
    words.push({ text: match[0], lower: match[0].toLowerCase(), start: match.index })
  }
  return words
}

function phrasalVerb(verb: string, rest: readonly Word[]): { verb: string; rest: Word[] } | null {
  const together = phrasalVerbs.get(`${verb} ${rest[0]?.lower}`)
  if (together) return { verb: together, rest: rest.slice(1) }
  const apart =
    rest.length > 1 && phrasalVerbs.get(`${verb} ${withoutStop(rest.at(-1)?.lower ?? '')}`)
  return apart ? { verb: apart, rest: rest.slice(0, -1) } : null
}
