/** CPU time of processes from the kernel's own books (proc_pid_stat(5)); Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** USER_HZ: the unit of those books, a constant of the kernel's interface on every common machine. */
const ticksPerSecond = 100

interface Books {
  readonly parent: number
  /** Of the process and of those of its children that have ended. */
  readonly cpuMs: number
}

function booksOf(pid: number): Books | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return { parent: Number(fields[1]), cpuMs: (ticks * 1_000) / ticksPerSecond }
  } catch {
    // It has ended since it was listed.
    return null
  }
}

/**
 * CPU milliseconds of a process and all that it started, so far. What has ended counts on in the books of
 * its parent: a backend of the database that ends between two readings takes nothing away from the sum.
 */
export function cpuMsOf(pid: number): number {
  const all = new Map<number, Books>()
  for (const name of readdirSync('/proc')) {
    const books = /^\d+$/.test(name) ? booksOf(Number(name)) : null
    if (books) all.set(Number(name), books)
  }
  const childrenOf = Map.groupBy(all, ([, { parent }]) => parent)
  const sum = (one: number): number =>
    (childrenOf.get(one) ?? []).reduce((so, [child]) => so + sum(child), all.get(one)?.cpuMs ?? 0)
  return sum(pid)
}

/** CPU milliseconds of one process alone, its threads and its ended children included. */
export function ownCpuMs(pid: number): number {
  return booksOf(pid)?.cpuMs ?? 0
}
