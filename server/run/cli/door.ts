/** `mudstream door`: holds telnet players as one process. */
import type { Command } from 'commander'
import { serveDoor } from '../supervise/serve-role.ts'
import { instanceOption } from './option-kinds.ts'

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .option('--instance <name>', 'name of this process among its kind, a-z and 0-9', instanceOption)
    .action((options: { instance?: string }) =>
      serveDoor(options.instance, async () => (await import('../../roles/door.ts')).runDoor),
    )
}
