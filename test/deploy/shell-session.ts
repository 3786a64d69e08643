/** Blocks of commands as a person types them, one after the other in one shell. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Block } from './runbook-blocks.ts'

export interface Session {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  /** The whole of it may take so long, milliseconds. */
  readonly withinMs: number
}

/** Runs them until one fails. Rejects with the line of that block and the end of what was said. */
export async function runBlocks(blocks: readonly Block[], session: Session): Promise<string> {
  const { cwd, env, user, withinMs } = session
  const script = ['set -eo pipefail', ...blocks.map(({ line, text }) => `at=${line}\n${text}`)]
  const shell = spawn(
    'bash',
    ['-c', `trap 'echo "ended in the block at line $at"' EXIT\n${script.join('\n')}`],
    {
      cwd,
      env,
      ...user,
      // A group of its own, so that nothing it has started outlives it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk)
    })
  }
  const endAll = (): void => {
    try {
      process.kill(-(shell.pid ?? 0), 'SIGKILL')
    } catch {
      // Nothing of it is left.
    }
  }
  process.once('exit', endAll)
  const tooLong = setTimeout(() => shell.kill('SIGTERM'), withinMs)
  const [code] = (await once(shell, 'exit')) as [number | null]
  clearTimeout(tooLong)
  // What still runs in the background ends with the shell that it was started from.
  endAll()
  process.off('exit', endAll)
  if (code === 0) return said
  throw new Error(`the shell ended with ${code}; it said:\n${said.slice(-6_000)}`)
}
