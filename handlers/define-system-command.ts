/** A command that nobody typed; `system-commands.ts` lists them. */
import type { WorldReader } from '../schema/world.ts'
import type { Decision, Dice, Moment } from './decision.ts'

export interface SystemInput {
  readonly world: WorldReader
  readonly data: Readonly<Record<string, unknown>>
  readonly now: Moment
  readonly dice: Dice
  newId(prefix: string): string
  readonly request: string
  /** The process that published it, from the subject; the bus lets a process use only its own. */
  readonly origin: string
}

export interface SystemCommandType {
  readonly name: string
  readonly decide: (input: SystemInput) => Decision
}
