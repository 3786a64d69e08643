/** Keeps one process of the roles running, with the addresses and ports that belong to its slot. */
import type { Config, Environment } from '../../platform/config.ts'
import type { Logger } from '../../platform/log.ts'
import type { ProcessKind, RoleOfGame } from '../../platform/roles.ts'
import { exitCodeOfBug } from '../../platform/uncaught.ts'
import type { Doors } from './doors.ts'
import type { Servers } from './embedded-servers.ts'
import { keepRunning } from './keep-running.ts'
import { type RoleProcess, startRoleProcess } from './role-process.ts'
import { hasLogin, roleEnvironment, roleSlots, type Slot } from './role-slots.ts'
import type { RoleKeeper } from './upgrade.ts'

/** Share of the whole shutdown time that each kind of process gets before it is killed. */
const stopShare: Readonly<Record<ProcessKind, number>> = {
  door: 0.05,
  gateway: 0.25,
  worker: 0.25,
  tick: 0.2,
  game: 0.7,
}

type SlotParts = {
  readonly config: Config
  readonly log: Logger
  readonly env: Environment
  /** The program to start, which an upgrade changes. */
  readonly program: () => string
  readonly servers: Servers
  readonly doors: Doors
  readonly onChange: () => void
}

/** Starts the process of a slot and keeps it running. */
export const keepRole = (parts: SlotParts, slot: Slot): RoleKeeper => {
  const { log, onChange } = parts
  let listening: Pick<RoleProcess, 'http' | 'telnet'> = {}
  let uncaught = 0
  const start = async (): Promise<RoleProcess> => {
    const env = await environmentOf(parts, slot, listening)
    const role = await startRoleProcess({
      role: slot.role,
      instance: slot.instance,
      program: parts.program(),
      env,
      stopWithinMs: parts.config.shutdownMaxMs * stopShare[slot.role],
      uncaught,
      roles: slot.role === 'game' ? await rolesOf(parts, listening) : undefined,
      onSpawn: (pid) =>
        log.debug(
          { event: 'process-starting', process: slot.instance, processId: pid },
          'a process is starting',
        ),
    })
    // A restarted gateway must come back where its players look for it.
    listening = { ...role }
    void role.exited.then(({ code }) => {
      if (code === exitCodeOfBug) uncaught += 1
    })
    const processId = role.identity.pid
    log.info(
      { event: 'process-ready', process: slot.instance, processId, http: role.http?.port },
      'a process is ready',
    )
    return role
  }
  return { ...keepRunning({ name: slot.instance, log, start, onChange }), slot }
}

type Real = Pick<RoleProcess, 'http' | 'telnet'>

const environmentOf = async (parts: SlotParts, slot: Slot, real: Real): Promise<Environment> => {
  const urls = await urlsOf(parts.servers, slot)
  const door = slot.role === 'door' ? parts.doors.path() : parts.doors.paths()
  return roleEnvironment(parts, slot, real, { ...urls, door })
}

/** What a game is made of: the same roles, with the same logins, as processes of their own. */
const rolesOf = (parts: SlotParts, real: Real): Promise<readonly RoleOfGame[]> =>
  Promise.all(
    roleSlots(parts.config)
      .filter(hasLogin)
      .map(async (slot) => {
        const { role, instance } = slot
        return { role, instance, env: await environmentOf(parts, slot, real) }
      }),
  )

/** The door has no login anywhere, and a game only those of its roles. */
const urlsOf = async (servers: Servers, slot: Slot) => {
  const { database, nats, natsMonitor: natsMonitorUrl } = await servers.addresses
  if (!hasLogin(slot)) return { databaseUrl: '', natsUrl: '', natsMonitorUrl: '' }
  const { role, instance } = slot
  return { databaseUrl: database(role), natsUrl: nats(role, instance), natsMonitorUrl }
}
