/** Commands nobody typed: results of workers, orders of admins, scripted world events. */
import type { WorldReader } from '../../schema/world.ts'
import type { Decision, Dice, Moment } from '../decision.ts'
import { adminOrders } from './admin.ts'
import { workAnswers } from './work-answers.ts'

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

const declared: readonly SystemCommandType[] = [...workAnswers, ...adminOrders]

/** System commands by name. */
export const systemCommands: ReadonlyMap<string, SystemCommandType> = new Map(
  declared.map((command) => [command.name, command]),
)
