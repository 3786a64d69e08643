/** What a process and everything below it take of the machine, as the kernel counts it; Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

const isNumber = (name: string): boolean => /^\d+$/.test(name)

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Weather: it has ended.
    return ''
  }
}

const parentOf = (pid: number): number => {
  const stat = read(`/proc/${pid}/stat`)
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

/** The process and all its descendants. */
export function treeOf(top: number): number[] {
  const pids = readdirSync('/proc').filter(isNumber).map(Number)
  const parents = new Map(pids.map((pid) => [pid, parentOf(pid)]))
  const isBelow = (pid: number): boolean =>
    pid === top || (pid > 1 && isBelow(parents.get(pid) ?? 0))
  return pids.filter(isBelow)
}

/** MiB of memory, with what several processes share counted once. */
export function memoryMib(top: number): number {
  const kib = treeOf(top).map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  )
  return kib.reduce((sum, one) => sum + one, 0) / 1_024
}

/** CPU milliseconds so far by process, all threads included. */
export function cpuMsByPid(top: number): ReadonlyMap<number, number> {
  const ofThread = (path: string): number => Number(read(path).split(' ')[0] ?? 0) / 1e6
  const ofProcess = (pid: number): number => {
    try {
      const threads = readdirSync(`/proc/${pid}/task`)
      return threads.reduce((sum, id) => sum + ofThread(`/proc/${pid}/task/${id}/schedstat`), 0)
    } catch {
      // Weather: it has ended.
      return 0
    }
  }
  return new Map(treeOf(top).map((pid) => [pid, ofProcess(pid)]))
}
