/** Runs `test-system.ts` as a process of its own and watches what it prints. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A started system. `ready` resolves with its ready line, or rejects with what it printed. */
export type TestSystem = {
  readonly child: ChildProcess
  readonly ready: Promise<string>
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  out(): string
  err(): string
  /** Resolves once its log holds a line that matches, looking from the beginning. */
  logged(pattern: RegExp): Promise<RegExpExecArray>
}

const program = fileURLToPath(new URL('test-system.ts', import.meta.url))

/** Starts a system with these settings, as this user. */
export const startTestSystem = (
  settings: Readonly<Record<string, string>>,
  runAs: { readonly uid?: number; readonly gid?: number } = {},
): TestSystem => {
  const child = spawn(process.execPath, [program], {
    cwd: '/',
    env: { PATH: process.env['PATH'], MUD_HTTP_PORT: '0', MUD_TELNET_PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...runAs,
  })
  let out = ''
  let err = ''
  const looking = new Set<() => void>()
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const look = (): void => {
    for (const one of looking) one()
  }
  child.stderr.on('data', (chunk) => {
    err += String(chunk)
    look()
  })
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      out += String(chunk)
      if (out.endsWith('\n')) resolve(out)
    })
    child.once('close', () => reject(new Error(`ended before it was ready:\n${err}`)))
  })
  ready.catch(() => undefined)
  const logged = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve) => {
      const one = (): void => {
        const found = pattern.exec(err)
        if (found === null) return
        looking.delete(one)
        resolve(found)
      }
      looking.add(one)
      one()
    })
  return { child, ready, ended, out: () => out, err: () => err, logged }
}
