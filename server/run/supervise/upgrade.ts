/**
 * Replaces what runs by what is on disk while people play. The database is brought up to date first, by
 * the new code; then one process after another makes way: workers, ticks that stand by, the tick that
 * leads (a new one takes over from it), the door, gateways; on a small machine the door and the one process
 * that has all roles. Another door takes who comes from then on; the old one holds the sockets of the telnet
 * players who stand there until they leave.
 */
import type { Logger } from '../../platform/log.ts'
import type { Doors } from './doors.ts'
import type { Keeper } from './keep-running.ts'
import type { RoleProcess } from './role-process.ts'
import type { Slot } from './role-slots.ts'

/** A role that is kept running, with its name and number among its kind. */
export type RoleKeeper = Keeper<RoleProcess> & { readonly slot: Slot }

type UpgradeParts = {
  readonly roles: readonly RoleKeeper[]
  readonly doors: Doors
  readonly log: Logger
  /** With the rights of the owner. */
  readonly databaseUrl: string
}

/** Rejects as soon as one process does not start; those after it are left as they are, but not behind a door. */
export const replaceAll = async (parts: UpgradeParts): Promise<void> => {
  const { roles, log } = parts
  const of = (kind: Slot['role']) => roles.filter(({ slot }) => slot.role === kind)
  for (const role of of('worker')) await replace(role, log)
  const ticks = of('tick')
  const leader = ticks.length > 1 ? await leaderOf(parts.databaseUrl) : undefined
  const isLast = ({ slot }: RoleKeeper) => slot.instance === leader
  for (const role of ticks.filter((one) => !isLast(one))) await replace(role, log)
  for (const role of ticks.filter(isLast)) await replace(role, log)
  // Before the gateways, which serve all doors that there are when they start. They are replaced even when the
  // other door does not start at once: nobody would serve it otherwise when it does.
  const door = of('door').map((role) => succeed(role, parts))
  await Promise.allSettled(door)
  for (const role of [...of('gateway'), ...of('game')]) await replace(role, log)
  await Promise.all(door)
  log.info({ event: 'upgrade-done' }, 'every role has been replaced')
}

const replace = async (role: RoleKeeper, log: Logger): Promise<void> => {
  await role.replace()
  log.info({ event: 'process-replaced', process: role.name }, 'a process was replaced')
}

const succeed = async (door: RoleKeeper, { doors, log }: UpgradeParts): Promise<void> => {
  await doors.succeed(door)
  log.info(
    { event: 'door-succeeded', process: door.name },
    'another door takes who comes; those who stand at the old one stay there until they leave',
  )
}

/** The tick that leads; empty when none does right now. */
const leaderOf = async (databaseUrl: string): Promise<string> => {
  // Only upgrades need it, and it would stay in memory.
  const { openDatabase } = await import('../../platform/database.ts')
  const db = openDatabase(databaseUrl, 'mudstream-upgrade', 1)
  try {
    const row = await db.selectFrom('shards').select('owner').executeTakeFirst()
    return row?.owner ?? ''
  } finally {
    await db.destroy()
  }
}
