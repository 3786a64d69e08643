/**
 * Serves gateway, tick and worker in one process, for small machines. Each has the settings, the log, the
 * logins and the ports that a process of its own would have; only what no other process hears goes from
 * one to the other in memory. They share their end: whatever ends one of them ends the process, and the
 * supervisor starts it again.
 */
import { createNear } from '../../platform/bus/near.ts'
import { loadConfig } from '../../platform/config.ts'
import { openLog } from '../../platform/log.ts'
import type { RoleName, RoleOfGame, RoleParts, RunningRole, RunRole } from '../../platform/roles.ts'
import { requireUrls, serve } from './serve-role.ts'

/** Players are told and sent away before what they use ends; the tick finishes what was accepted. */
const stopOrder: readonly RoleName[] = ['gateway', 'worker', 'tick']

/** Serves the roles that the supervisor names. */
export const serveGame = (load: (role: RoleName) => Promise<RunRole>): Promise<void> =>
  serve('game', undefined, async (_parts, named) => {
    if (!process.connected) throw new Error('A game is started by `mudstream start`.')
    const shared = {
      near: createNear(),
      drain: (): void => void process.kill(process.pid, 'SIGTERM'),
    }
    const start = async (role: RoleOfGame) => (await load(role.role))(partsOf(role, shared))
    const roles = await named
    const running = await Promise.all(roles.map(start))
    const of = (role: RoleName) => running[roles.findIndex((one) => one.role === role)]
    return together(of)
  })

const partsOf = (
  { role, instance, env }: RoleOfGame,
  shared: Pick<RoleParts, 'near' | 'drain'>,
): RoleParts => {
  const config = loadConfig(env)
  const log = openLog(config, role, { instance })
  return { config, log, instance, ...shared, ...requireUrls(config) }
}

const together = (of: (role: RoleName) => RunningRole | undefined): RunningRole => {
  const gateway = of('gateway')
  return {
    ...(gateway?.http && { http: gateway.http }),
    ...(gateway?.telnet && { telnet: gateway.telnet }),
    async stop() {
      for (const role of stopOrder) await of(role)?.stop()
    },
  }
}
