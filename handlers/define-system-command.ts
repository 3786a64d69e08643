/** What a command that nobody typed looks like; the list is in `commands.ts`. */
import type { WorldReader } from '../schema/world.ts'
import type { Decision, Dice, Moment } from './decision.ts'

export interface SystemInput {
  readonly world: WorldReader
  readonly data: Readonly<Record<string, unknown>>
  readonly now: Moment
  readonly dice: Dice
  newId(prefix: string): string
  readonly request: string
  /** The process that published it, from the subject; the bus lets no one use another's. */
  readonly origin: string
}

export interface SystemCommandType {
  readonly name: string
  readonly decide: (input: SystemInput) => Decision
}
