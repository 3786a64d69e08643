/** Puts faults into a running system: the supervisor is not told and has to notice. */
import { signal } from '../../server/embedded/processes.ts'
import type { ChaosClient } from './client.ts'
import type { Fault } from './schedule.ts'
import { ask, until, type WholeSystem } from './whole-system.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The instance that leads the shard now, and the one that does not. */
export async function leadership(
  system: WholeSystem,
): Promise<{ leader: string; standby: string }> {
  const url = system.databaseUrl('admin')
  const rows = await until(
    'a leader',
    () => ask<{ owner: string }>(url, 'select owner from shards where lease_until > now()'),
    ([row]) => row !== undefined && system.pidOf(row.owner) !== undefined,
    30_000,
  )
  const leader = rows[0]?.owner ?? ''
  return { leader, standby: leader === 't1' ? 't2' : 't1' }
}

/** Kills a process by its name; resolves with its number. Rejects when it does not run at all. */
async function kill(system: WholeSystem, name: string): Promise<number> {
  const pid = await until(
    name,
    () => system.pidOf(name),
    (found) => found !== undefined,
  )
  signal(pid ?? 0, 'SIGKILL')
  return pid ?? 0
}

/** Stops a process for a while, then lets it go on. */
async function freeze(system: WholeSystem, name: string, holdMs: number): Promise<void> {
  const pid =
    (await until(
      name,
      () => system.pidOf(name),
      (found) => found !== undefined,
    )) ?? 0
  signal(pid, 'SIGSTOP')
  await pause(holdMs)
  signal(pid, 'SIGCONT')
}

/** Injects one fault; resolves once the cause is over, not yet its consequences. */
export async function inject(
  system: WholeSystem,
  fault: Fault,
  clients: readonly ChaosClient[],
): Promise<void> {
  const gateway = `gw${1 + (fault.pick % system.gateways.length)}`
  switch (fault.kind) {
    case 'kill-leader':
      return void (await kill(system, (await leadership(system)).leader))
    case 'kill-leader-twice':
      await kill(system, (await leadership(system)).leader)
      return void (await kill(system, (await leadership(system)).leader))
    case 'kill-standby':
      return void (await kill(system, (await leadership(system)).standby))
    case 'kill-gateway':
      return void (await kill(system, gateway))
    case 'kill-both-gateways':
      for (const index of system.gateways.keys()) await kill(system, `gw${index + 1}`)
      return
    case 'kill-worker':
      return void (await kill(system, 'w1'))
    case 'kill-nats':
      return void (await kill(system, 'NATS'))
    case 'kill-postgres':
      return void (await kill(system, 'Postgres'))
    case 'pause-leader':
      return freeze(system, (await leadership(system)).leader, fault.holdMs)
    case 'pause-gateway':
      return freeze(system, gateway, fault.holdMs)
    case 'pause-nats':
      return freeze(system, 'NATS', fault.holdMs)
    case 'pause-postgres':
      return freeze(system, 'Postgres', fault.holdMs)
    case 'reconnect-storm':
      for (const client of clients) client.reconnect(fault.pick % 2 === 0)
  }
}
