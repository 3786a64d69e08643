/** Commands nobody typed: results of workers, orders of admins, scripted world events. */
import { adminOrders } from './admin.ts'
import { reverseOrder } from './reverse.ts'
import type { SystemCommandType } from './system-command.ts'
import { workAnswers } from './work-answers.ts'

const declared: readonly SystemCommandType[] = [...workAnswers, ...adminOrders, reverseOrder]

/** System commands by name. */
export const systemCommands: ReadonlyMap<string, SystemCommandType> = new Map(
  declared.map((command) => [command.name, command]),
)
