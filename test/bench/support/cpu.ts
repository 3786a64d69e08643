/** CPU time of processes from the kernel's own books (proc_pid_stat(5)); Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** USER_HZ: the unit of those books, a constant of the kernel's interface on every common machine. */
const ticksPerSecond = 100

interface Books {
  readonly parent: number
  readonly cpuMs: number
}

function booksOf(pid: number): Books | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return { parent: Number(fields[1]), cpuMs: (ticks * 1_000) / ticksPerSecond }
  } catch {
    // Weather: it has ended.
    return null
  }
}

/** CPU milliseconds of a process and its direct children (the backends of a database) so far. */
export function cpuMsOf(pid: number): number {
  let sum = booksOf(pid)?.cpuMs ?? 0
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const books = booksOf(Number(name))
    if (books?.parent === pid) sum += books.cpuMs
  }
  return sum
}

/** CPU milliseconds of one process alone, its threads included. */
export function ownCpuMs(pid: number): number {
  return booksOf(pid)?.cpuMs ?? 0
}
