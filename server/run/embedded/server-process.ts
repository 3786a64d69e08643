/** What the embedded servers have in common: a process with a log file that gets ready and stops. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { systemClock } from '../../platform/ambient.ts'
import { identify, type ProcessIdentity, type StopSignals, stopProcesses } from './processes.ts'

/** How a server ended. */
export type ServerExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** A server program that runs as a child. */
export type ServerProcess = {
  readonly identity: ProcessIdentity
  /** Resolves when it has ended, for any reason. */
  readonly exited: Promise<ServerExit>
  /** Sends the stop signals in turn until it has ended. */
  stop(): Promise<void>
}

/** What to run and how. */
export type ServerCommand = {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly logFile: string
  /** Besides a time zone, which every server has. */
  readonly env?: Readonly<Record<string, string>>
  readonly runAs: { readonly uid: number; readonly gid: number } | undefined
  readonly stopSignals: StopSignals
  /** True once the server takes work. Called every few milliseconds with its process number. */
  readonly isReady: (pid: number) => Promise<boolean> | boolean
  readonly readyWithinMs: number
}

const logMaxBytes = 16 * 1024 * 1024
const pollMs = 5

const openLogFile = (path: string): number => {
  try {
    if (statSync(path).size > logMaxBytes) {
      rmSync(`${path}.1`, { force: true })
      renameSync(path, `${path}.1`)
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  return openSync(path, 'a', 0o600)
}

/** The last lines a server wrote since `from` bytes, for the message about its failure. */
const tailOf = (path: string, from: number): string =>
  readFileSync(path).subarray(from).toString('utf8').trim().split('\n').slice(-12).join('\n')

const exitOf = (child: ChildProcess): Promise<ServerExit> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })

/**
 * Starts a server and waits until it is ready.
 * @throws with the end of its log when it ends or does not get ready in time
 */
export const startServer = async (command: ServerCommand): Promise<ServerProcess> => {
  const log = openLogFile(command.logFile)
  const logStart = statSync(command.logFile).size
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    ...command.runAs,
    // A session of its own: Ctrl-C in the terminal must reach this process alone, which stops all in order.
    detached: true,
    env: { TZ: 'UTC', ...command.env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const exited = exitOf(child)
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  const pid = child.pid
  if (pid === undefined) throw new Error(`${command.program} did not start.`)
  const identity = identify(pid) ?? { pid, started: 'ended' }
  let ended = false
  void exited.then(() => {
    ended = true
  })
  const stop = async (): Promise<void> => {
    if (!ended) await stopProcesses([identity], command.stopSignals)
    await exited
  }
  const deadline = systemClock.mono() + command.readyWithinMs
  while (!(await command.isReady(pid))) {
    if (!ended && systemClock.mono() < deadline) {
      await systemClock.sleep(pollMs)
      continue
    }
    const what = ended ? 'ended while starting' : 'did not get ready in time'
    await stop()
    throw new Error(`${command.program} ${what}:\n${tailOf(command.logFile, logStart)}`)
  }
  return { identity, exited, stop }
}
