/** Puts faults into a running system: the supervisor is not told and has to notice. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { signal } from '../../server/run/embedded/processes.ts'
import type { ChaosClient } from './client.ts'
import type { Link, LinkState } from './link.ts'
import type { Links } from './links.ts'
import { type Fault, linkFaultOf } from './schedule.ts'
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
  // A server's own children work on without it: all of Postgres has to sleep.
  const all = withChildren(pid)
  for (const one of all) signal(one, 'SIGSTOP')
  await pause(holdMs)
  for (const one of all) signal(one, 'SIGCONT')
}

/** A process and those started by it, at any depth; it alone where the system does not tell. */
export function withChildren(pid: number): number[] {
  try {
    const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return [pid, ...listed.split(' ').map(Number).filter(Boolean).flatMap(withChildren)]
  } catch {
    return [pid]
  }
}

/** A link is bad for a while. Throws when nothing passed it: such a fault proves nothing. */
async function disturb(link: Link, state: LinkState, fault: Fault): Promise<void> {
  const before = link.disturbed
  link.set(state)
  await pause(fault.holdMs)
  link.set('open')
  if (link.disturbed === before) throw new Error(`${fault.kind} met nothing`)
}

const jumpMs = 3_600_000

/** Processes live under a wrong wall clock for a while, then under the right one again. */
async function setClocks(
  system: WholeSystem,
  names: readonly string[],
  aheadMs: number,
  holdMs: number,
): Promise<void> {
  const files = names.map((name) => join(system.dataDir, `clock-${name}`))
  for (const file of files) writeFileSync(file, String(aheadMs))
  await pause(holdMs)
  for (const file of files) rmSync(file, { force: true })
}

/** Where faults are put. */
export interface Stage {
  readonly system: WholeSystem
  readonly links: Links
  readonly clients: readonly ChaosClient[]
}

/** Injects one fault; resolves once the cause is over, not yet its consequences. */
export async function inject(stage: Stage, fault: Fault): Promise<void> {
  const { system, links, clients } = stage
  const gateway = `gw${1 + (fault.pick % system.gateways.length)}`
  const link = linkFaultOf(fault.kind)
  if (link) {
    const from = link.place.startsWith('leader') ? (await leadership(system)).leader : gateway
    const name = `${from}-${link.place.split('-').at(-1)}`
    const bad = disturb(links.of(name), link.state, fault)
    // A gateway asks the database when somebody comes in, and hardly ever otherwise.
    if (link.place === 'gateway-postgres') for (const client of clients) client.reconnect()
    return bad
  }
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
    case 'clock-ahead':
    case 'clock-back': {
      const { leader, standby } = await leadership(system)
      const all = [leader, standby, 'gw1', 'gw2', 'w1']
      const names = [[leader], [gateway], all][fault.pick % 3] ?? all
      const sign = fault.kind === 'clock-ahead' ? 1 : -1
      return setClocks(system, names, sign * jumpMs, fault.holdMs)
    }
    case 'reconnect-storm':
      for (const client of clients) client.reconnect(fault.pick % 2 === 0)
  }
}
