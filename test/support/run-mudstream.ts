/** A subcommand of Mudstream as a process of its own, run to its end as an operator would. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mudstream as main } from './program.ts'

/** What it said on both outputs, and its code. Nothing of our own environment reaches it but PATH. */
export async function runMudstream(
  words: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<{ said: string; code: number | null }> {
  const child = spawn(process.execPath, [main, ...words], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk)
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { said, code }
}
