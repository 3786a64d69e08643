/** `mudstream gateway`, `tick`, `worker`: one role as one process; `game`: all of them in one. */
import type { Command } from 'commander'
import type { RoleName, RunRole } from '../../platform/roles.ts'
import { awaitServices } from '../supervise/await-services.ts'
import { serveGame } from '../supervise/serve-game.ts'
import { serveRole } from '../supervise/serve-role.ts'
import { instanceOption } from './option-kinds.ts'

const roles: Readonly<Record<RoleName, () => Promise<RunRole>>> = {
  gateway: async () => (await import('../../roles/gateway.ts')).runGateway,
  tick: async () => (await import('../../roles/tick.ts')).runTick,
  worker: async () => (await import('../../../workers/role.ts')).runWorker,
}

const onceServicesAnswer =
  (role: RoleName, run: RunRole): RunRole =>
  async (parts) => {
    await awaitServices(role, parts)
    return run(parts)
  }

/** Gives the subcommand its options and its action. */
export const configure = (command: Command, name: string): void => {
  const load = async (role: RoleName) => onceServicesAnswer(role, await roles[role]())
  command
    .option('--instance <name>', 'name of this process among its kind, a-z and 0-9', instanceOption)
    .action(({ instance }: { instance?: string }) => {
      if (name === 'game') return serveGame(load)
      const role = name as RoleName
      return serveRole(role, instance, () => load(role))
    })
}
