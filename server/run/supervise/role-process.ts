/** Starts one role as a child process and waits until it says that it is ready. */
import { type ChildProcess, spawn } from 'node:child_process'
import { systemClock } from '../../platform/ambient.ts'
import type { Environment } from '../../platform/config.ts'
import type {
  Listening,
  ProcessKind,
  RoleMessage,
  RoleOfGame,
  SupervisorMessage,
} from '../../platform/roles.ts'
import { identify, signal, stopProcesses } from '../embedded/processes.ts'
import type { Runnable } from './keep-running.ts'

/** A role that is ready. */
export type RoleProcess = Runnable & {
  readonly http?: Listening
  readonly telnet?: Listening
  /** It takes nobody else and ends when nobody is left. Resolves when its ports are free. */
  retire(): Promise<void>
}

/** Which role, and what it is told by its environment. */
export type RoleProcessOptions = {
  readonly role: ProcessKind
  readonly instance: string
  /** File of the program whose subcommands are the roles. */
  readonly program: string
  readonly env: Environment
  /** Time it gets to stop in order before it is killed. */
  readonly stopWithinMs: number
  /** How often an error that nobody caught has ended a process of this name. */
  readonly uncaught: number
  /** What a game is made of. */
  readonly roles?: readonly RoleOfGame[] | undefined
  /** Called as soon as there is a process, long before it is ready. */
  readonly onSpawn: (pid: number) => void
}

const readyWithinMs = 60_000

/**
 * Flags of Node by role. Objects of a gateway are short-lived: with the size that V8 gives its young
 * generation, the frames of players who have fallen silent stay in memory (1,000 idle telnet players
 * took 119 KiB each; with this flag 52 KiB, and the empty process 35 MiB less).
 */
const nodeFlags: Readonly<Record<ProcessKind, readonly string[]>> = {
  door: ['--max-semi-space-size=4'],
  gateway: ['--max-semi-space-size=4'],
  tick: [],
  worker: [],
  game: ['--max-semi-space-size=4', '--v8-pool-size=1'],
}

/** The first message, or the end of a process that never sent one. */
const readiness = (child: ChildProcess, name: string): Promise<RoleMessage & { type: 'ready' }> =>
  new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => {
      reject(new Error(`${name} did not get ready within ${readyWithinMs / 1000} s.`))
    }, readyWithinMs)
    tooLate.unref()
    child.once('error', reject)
    child.once('exit', (code, by) =>
      reject(new Error(`${name} ended while starting (${by ?? `code ${code}`}).`)),
    )
    child.on('message', (message) => {
      // Only our own program is at the other end of this channel.
      const said = message as RoleMessage
      clearTimeout(tooLate)
      if (said.type === 'ready') resolve(said)
      else if (said.type === 'failed') reject(new Error(said.message))
    })
  })

/** A process that does not even hear this is of no use to those it serves. */
const retireWithinMs = 15_000

/** @returns whether it does */
const askToRetire = async (child: ChildProcess, exited: Promise<unknown>): Promise<boolean> => {
  const retiring = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if ((message as RoleMessage).type === 'retiring') resolve()
    })
  })
  const order: SupervisorMessage = { type: 'retire' }
  child.send(order, () => undefined)
  return Promise.race([
    Promise.race([retiring, exited]).then(() => true),
    systemClock.sleep(retireWithinMs).then(() => false),
  ])
}

/**
 * Starts a role.
 * @throws with what the role itself said when it could not start
 */
export const startRoleProcess = async (options: RoleProcessOptions): Promise<RoleProcess> => {
  const { role, instance } = options
  const args = [...nodeFlags[role], options.program, role, '--instance', instance]
  const child = spawn(process.execPath, args, {
    env: options.env,
    // A session of its own, so that Ctrl-C reaches only the supervisor, which stops everything in order.
    detached: true,
    // Standard output is for the ready line alone.
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, by) => resolve({ code, signal: by }))
    child.once('error', () => resolve({ code: null, signal: null }))
  })
  const { uncaught, roles } = options
  const earlier: SupervisorMessage = { type: 'earlier', uncaught, ...(roles && { roles }) }
  child.send(earlier, () => undefined)
  const pid = child.pid ?? 0
  if (pid > 0) options.onSpawn(pid)
  const identity = identify(pid) ?? { pid, started: 'ended' }
  try {
    const { http, telnet } = await readiness(child, instance)
    const listening = {
      ...(http === undefined ? {} : { http }),
      ...(telnet === undefined ? {} : { telnet }),
    }
    const stop = async (): Promise<void> => {
      await stopProcesses([identity], [['SIGTERM', options.stopWithinMs]])
      await exited
    }
    const retire = async (): Promise<void> => {
      if (!(await askToRetire(child, exited))) await stop()
    }
    return { identity, exited, stop, retire, ...listening }
  } catch (error) {
    if (pid > 0) signal(pid, 'SIGKILL')
    await exited
    throw error
  }
}
