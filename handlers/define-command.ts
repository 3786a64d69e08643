/**
 * The declaration of a command: verb, arguments, help, who may use it, and the rule. Parser, usage
 * line, `help`, the reference page, the clients' completion and permissions derive from it.
 */
import type { Role } from '../schema/roles.ts'
import type { Context, Decision } from './decision.ts'

/**
 * How an argument is read.
 * - `word`: one word; `number`: a whole number; `rest`: everything that is left
 * - `thing`: a noun phrase ("2.coin", "all.coin", "brass lantern") up to the next preposition
 * - `person`: a noun phrase for somebody here, or a character's name anywhere
 * - `direction`: a way out
 */
export type ArgumentKind = 'word' | 'number' | 'rest' | 'thing' | 'person' | 'direction'

export interface ArgumentSpec {
  readonly name: string
  readonly kind: ArgumentKind
  readonly optional?: boolean
  /** Words that may or must come before it: `get coin from chest`. */
  readonly after?: readonly string[]
}

export type Arguments = Readonly<Record<string, string | undefined>>

export type HelpGroup =
  | 'moving'
  | 'looking'
  | 'talking'
  | 'things'
  | 'fighting'
  | 'magic'
  | 'trade'
  | 'company'
  | 'quests'
  | 'self'
  | 'building'
  | 'admin'

export interface CommandType {
  readonly verb: string
  readonly aliases?: readonly string[]
  readonly arguments?: readonly ArgumentSpec[]
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
  /** May be used while asleep, dead, or otherwise unable to act. */
  readonly always?: boolean
  /** Lower numbers win when an abbreviation fits several verbs; 50 by default. */
  readonly priority?: number
  /** Which verb or alias was typed is in `typed`. */
  readonly decide: (context: Context, args: Arguments, typed: string) => Decision
}

export function defineCommand(command: CommandType): CommandType {
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
