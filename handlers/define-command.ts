/**
 * The declaration of a command: verb, arguments, help, who may use it, and the rule. Parser, usage
 * line, `help`, the reference page, the clients' completion and permissions derive from it.
 */
import type { Direction } from '../schema/directions.ts'
import type { Character, Mobile } from '../schema/entities.ts'
import type { Role } from '../schema/roles.ts'
import type { Context, Decision } from './decision.ts'

/** What the rule gets for an argument, by its kind. */
export interface ArgumentValues {
  /** One word, as typed. */
  readonly word: string
  /** A whole number, 0 or more. */
  readonly number: number
  /** Everything that is left of the line, as typed. */
  readonly rest: string
  /** A noun phrase ("2.coin", "all.coin", "brass lantern") up to the next preposition. */
  readonly thing: string
  /** A noun phrase for somebody here, or a character's name anywhere. */
  readonly person: string
  /** A way out. */
  readonly direction: Direction
}

export type ArgumentKind = keyof ArgumentValues

/** One argument of a command. */
export interface ArgumentSpec {
  readonly name: string
  readonly kind: ArgumentKind
  readonly optional?: true
  /** Words that may stand before it: `get coin from chest`. */
  readonly after?: readonly string[]
  /** What may well stand here for somebody, where a rule knows. */
  readonly proposals?: (context: Context, of: Character | Mobile) => readonly string[]
}

/** The arguments of a rule: each under its name, with the type that its kind gives it. */
export type Arguments<Specs extends readonly ArgumentSpec[]> = {
  readonly [Spec in Specs[number] as Spec['name']]:
    | ArgumentValues[Spec['kind']]
    | (Spec extends { readonly optional: true } ? undefined : never)
}

/** Titles of the help groups, in the order in which `help` lists them. */
export const helpGroups = {
  moving: 'Moving about',
  looking: 'Looking around',
  talking: 'Talking',
  things: 'Things',
  fighting: 'Fighting',
  magic: 'Magic',
  trade: 'Trade',
  company: 'Company',
  quests: 'Quests',
  self: 'Yourself',
  building: 'Building',
  admin: 'Keeping order',
} as const

export type HelpGroup = keyof typeof helpGroups

/** What the rule may know of the line besides its arguments. */
export interface Said {
  /** The verb, alias or abbreviation that was typed, in lower case. */
  readonly verb: string
  /** Every command the actor may use, in the order of `help`. */
  usable(): readonly CommandType[]
}

/** What `defineCommand` is given. */
export interface CommandDeclaration<Specs extends readonly ArgumentSpec[]> {
  readonly verb: string
  readonly aliases?: readonly string[]
  readonly arguments?: Specs
  readonly help: {
    readonly group: HelpGroup
    /** One line for lists. */
    readonly brief: string
    /** More, for `help <verb>`. */
    readonly more?: string
    readonly examples?: readonly string[]
  }
  /** The least role that may use it; everybody by default. */
  readonly role?: Role
  /** True for what one may do while asleep, dead, or otherwise unable to act. */
  readonly always?: true
  /** Left out of what can be done with something: it is about something else, or another verb says it. */
  readonly unoffered?: true
  /** Lower numbers win when an abbreviation fits several verbs; 50 by default. */
  readonly priority?: number
  decide(context: Context, args: Arguments<Specs>, said: Said): Decision
}

/** A declared command, whatever its arguments are. */
export type CommandType = CommandDeclaration<readonly ArgumentSpec[]>

/**
 * Declares a command. Its type no longer says which arguments the rule expects: the parser reads
 * them from `arguments`, and from nothing else.
 */
export function defineCommand<const Specs extends readonly ArgumentSpec[] = readonly []>(
  command: CommandDeclaration<Specs>,
): CommandType {
  return Object.freeze(command)
}

/** "get <what> [from <where>]": made from the arguments, shown when a line does not fit. */
export function usageOf(command: CommandType): string {
  const parts = (command.arguments ?? []).map((argument) => {
    const words = argument.after?.[0]
      ? `${argument.after[0]} <${argument.name}>`
      : `<${argument.name}>`
    return argument.optional ? `[${words}]` : words
  })
  return [command.verb, ...parts].join(' ')
}

/** Reads lines that begin with no declared verb: skills, choices of conflicts, socials. */
export interface LineReader {
  /** True for what one may do while asleep, dead, or otherwise unable to act. */
  readonly always?: true
  /** The words that a line for it may begin with. */
  words?(context: Context): readonly string[]
  /** The decision for the line, or null when it means nothing to this reader. */
  read(context: Context, line: string): Decision | null
}
