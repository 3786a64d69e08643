/**
 * Replaces what runs by what is on disk while people play. The database is brought up to date first, by
 * the new code; then one process after another makes way: workers, ticks that stand by, the tick that
 * leads (a new one takes over from it), gateways. The door stays: it holds the telnet players' sockets.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Environment } from '../../platform/config.ts'
import { openDatabase } from '../../platform/database.ts'
import type { Logger } from '../../platform/log.ts'
import type { Keeper } from './keep-running.ts'
import type { RoleProcess } from './role-process.ts'
import type { Slot } from './role-slots.ts'

/** A role that is kept running, with its name and number among its kind. */
export type RoleKeeper = Keeper<RoleProcess> & { readonly slot: Slot }

type UpgradeParts = {
  readonly roles: readonly RoleKeeper[]
  readonly program: string
  readonly env: Environment
  readonly log: Logger
  /** With the rights of the owner. */
  readonly databaseUrl: string
  /** With the right to make streams. */
  readonly natsUrl: string
}

/** Rejects as soon as one process does not start; those after it are left as they are. */
export const replaceAll = async (parts: UpgradeParts): Promise<void> => {
  const { roles, log } = parts
  log.info({ event: 'upgrade-begins' }, 'every role is replaced, one after another')
  await prepare(parts)
  const of = (kind: Slot['role']) => roles.filter(({ slot }) => slot.role === kind)
  for (const role of of('worker')) await replace(role, log)
  const ticks = of('tick')
  const leader = ticks.length > 1 ? await leaderOf(parts.databaseUrl) : undefined
  const isLast = ({ slot }: RoleKeeper) => slot.instance === leader
  for (const role of ticks.filter((one) => !isLast(one))) await replace(role, log)
  for (const role of ticks.filter(isLast)) await replace(role, log)
  for (const role of of('gateway')) await replace(role, log)
  log.info({ event: 'upgrade-done' }, 'every role has been replaced')
}

const replace = async (role: RoleKeeper, log: Logger): Promise<void> => {
  await role.replace()
  log.info({ event: 'process-replaced', process: role.name }, 'a process was replaced')
}

/** The new code's own set-up, as at every start. */
const prepare = async ({ program, env, databaseUrl, natsUrl }: UpgradeParts): Promise<void> => {
  const { MUD_NATS_URL_FILE: _nats, MUD_DATABASE_URL_FILE: _database, ...inherited } = env
  const child = spawn(process.execPath, [program, 'setup'], {
    env: { ...inherited, MUD_DATABASE_URL: databaseUrl, MUD_NATS_URL: natsUrl },
    // Standard output is for the ready line alone.
    stdio: ['ignore', 2, 2],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error('The new code could not prepare the world; nothing was replaced.')
}

/** The tick that leads; empty when none does right now. */
const leaderOf = async (databaseUrl: string): Promise<string> => {
  const db = openDatabase(databaseUrl, 'mudstream-upgrade', 1)
  try {
    const row = await db.selectFrom('shards').select('owner').executeTakeFirst()
    return row?.owner ?? ''
  } finally {
    await db.destroy()
  }
}
