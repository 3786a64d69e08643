/**
 * The doors of a system. One takes who comes; after an upgrade an older one holds the players who stand
 * there, until the last of them has left. Gateways serve all of them.
 */
import type { RecordedProcess } from '../embedded/data-dir.ts'
import type { Keeper } from './keep-running.ts'
import type { RoleProcess } from './role-process.ts'
import { doorPath } from './role-slots.ts'

export type Doors = {
  /** Where gateways find the one that takes who comes. */
  path(): string
  /** The same of all, the newest first, as the setting of a gateway. */
  paths(): string
  /** Another one, with the code on disk, takes who comes from now on. Rejects when it does not start. */
  succeed(door: Keeper<RoleProcess>): Promise<void>
  /** Those that take nobody any more. */
  retiring(): RecordedProcess[]
  /** Ends those that take nobody any more. */
  stop(): Promise<void>
}

export const createDoors = (dataDir: string, onChange: () => void): Doors => {
  let successors = 0
  const retiring = new Map<string, RoleProcess>()
  const path = (): string => doorPath(dataDir, successors)
  const retire = async (old: RoleProcess): Promise<void> => {
    // First: the successor of one that has to be killed starts as soon as it is dead, and must not take its place
    // while gateways are told of another one.
    const left = path()
    successors += 1
    retiring.set(left, old)
    void old.exited.then(() => {
      retiring.delete(left)
      onChange()
    })
    await old.retire()
  }
  return {
    path,
    paths: () => [path(), ...retiring.keys()].join(','),
    async succeed(door) {
      await door.succeed?.(retire)
    },
    retiring: () =>
      [...retiring.values()].map(({ identity }) => ({ name: 'door-retiring', ...identity })),
    async stop() {
      await Promise.all([...retiring.values()].map((old) => old.stop()))
    },
  }
}
