/** Commands that nobody typed: results of workers, and what admins do. */
import { adminCommands } from './admin/actions.ts'
import { reverseCommand } from './admin/reverse.ts'
import { workerCommands } from './answers/results.ts'
import { claimGuest } from './claim-guest.ts'
import type { SystemCommandType } from './define-system-command.ts'
import { forgetGuests } from './forget-guests.ts'

const declared: readonly SystemCommandType[] = [
  ...workerCommands(),
  ...adminCommands,
  reverseCommand,
  forgetGuests,
  claimGuest,
]

/** System commands by name. */
export const systemCommands: ReadonlyMap<string, SystemCommandType> = new Map(
  declared.map((command) => [command.name, command]),
)
