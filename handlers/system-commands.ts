/** Commands nobody typed: results of workers, orders of admins, scripted world events. */
import { adminOrders } from './admin/actions.ts'
import { reverseOrder } from './admin/reverse.ts'
import { jobResults } from './answers/results.ts'
import type { SystemCommandType } from './define-system-command.ts'

const declared: readonly SystemCommandType[] = [...jobResults, ...adminOrders, reverseOrder]

/** System commands by name. */
export const systemCommands: ReadonlyMap<string, SystemCommandType> = new Map(
  declared.map((command) => [command.name, command]),
)
