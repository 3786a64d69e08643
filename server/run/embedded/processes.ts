/**
 * Knows processes by their number and the moment they began. A number alone is not enough after a
 * crash: the system may have given it to another program, and stopping that one is worse than leaving
 * a process behind.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { systemClock } from '../../platform/ambient.ts'

/** A process and the moment it began, in whatever unit the system counts; compare for equality. */
export type ProcessIdentity = { readonly pid: number; readonly started: string }

const pollMs = 10

/** When the process began; undefined when there is none, or only its remains (a zombie). */
export const processStart = (pid: number): string | undefined => {
  if (process.platform === 'linux') {
    try {
      // Field 2 is the name in brackets and may hold blanks; see proc_pid_stat(5).
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      return fields[0] === 'Z' || fields[19] === undefined ? undefined : `${boot}:${fields[19]}`
    } catch {
      // The process ended meanwhile.
      return undefined
    }
  }
  const shown = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  const started = shown.stdout?.trim() ?? ''
  return started === '' ? undefined : started
}

/** The identity of a living process. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  const started = processStart(pid)
  return started === undefined ? undefined : { pid, started }
}

/** Whether exactly this process is still alive. */
export const isAlive = (one: ProcessIdentity): boolean => processStart(one.pid) === one.started

/**
 * Processes whose working folder is exactly `folder` (Linux only; elsewhere none are found and the
 * recorded identities have to do). Embedded servers run inside their data folder, which is how a
 * leftover is found even when nobody wrote its number down.
 */
export const processesIn = (folder: string): ProcessIdentity[] => {
  if (process.platform !== 'linux') return []
  let place: string
  try {
    place = realpathSync(folder)
  } catch {
    return []
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (readlinkSync(`/proc/${name}/cwd`) !== place) return []
        return identify(Number(name)) ?? []
      } catch {
        // It ended meanwhile, or it belongs to a user whose processes this one may not read.
        return []
      }
    })
}

/** Sends a signal; that the process is gone already is fine. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Waits until none of the processes lives any more, or `timeoutMs` is over. */
export const waitUntilGone = async (
  processes: readonly ProcessIdentity[],
  timeoutMs: number,
): Promise<boolean> => {
  const deadline = systemClock.mono() + timeoutMs
  while (processes.some(isAlive)) {
    if (systemClock.mono() > deadline) return false
    await systemClock.sleep(pollMs)
  }
  return true
}

/** Signals that stop a process, each with the milliseconds it gets; SIGKILL follows the last one. */
export type StopSignals = readonly (readonly [NodeJS.Signals, number])[]

/**
 * Stops processes: sends each signal in turn until they are gone, SIGKILL at last. A process that is
 * held by SIGSTOP is continued, so that the signal reaches it. Throws when one is still there.
 */
export const stopProcesses = async (
  processes: readonly ProcessIdentity[],
  signals: StopSignals,
): Promise<void> => {
  for (const [name, timeoutMs] of [...signals, ['SIGKILL', 5_000] as const]) {
    for (const one of processes.filter(isAlive)) {
      signal(one.pid, name)
      signal(one.pid, 'SIGCONT')
    }
    if (await waitUntilGone(processes, timeoutMs)) return
  }
  const left = processes.filter(isAlive).map((one) => one.pid)
  throw new Error(`Processes ${left.join(', ')} do not end, not even when killed.`)
}
