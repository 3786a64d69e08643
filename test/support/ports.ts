/** Ports that tests keep for a server that starts only later. */
import { randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { tryPort } from '../../server/run/embedded/ports.ts'

/** One file for each port that a test process has drawn, with the pid of that process inside. */
const claims = join(tmpdir(), `mudstream-test-ports-${userInfo().uid}`)

/**
 * A free port of 127.0.0.1 that is neither one of those `freePort` draws, nor one that an outgoing
 * connection may be given, nor one that a living test process has drawn: what runs meanwhile does not
 * take it.
 * @param further offsets of ports that have to be free with it, such as those of further gateways
 */
export async function portForLater(further: readonly number[] = []): Promise<number> {
  mkdirSync(claims, { recursive: true })
  for (let triesLeft = 200; triesLeft > 0; triesLeft -= 1) {
    const first = randomInt(30_000, 32_768 - Math.max(0, ...further))
    const wanted = [first, ...further.map((offset) => first + offset)]
    if (wanted.every(claim) && (await areFree(wanted))) return first
  }
  throw new Error('no free port for a test')
}

const areFree = async (ports: readonly number[]): Promise<boolean> => {
  const tried = await Promise.all(ports.map((port) => tryPort('127.0.0.1', port)))
  return tried.every(({ code }) => code === undefined)
}

/** Whether the port is ours from now on, until this process ends. */
function claim(port: number): boolean {
  const file = join(claims, String(port))
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    // Somebody has drawn it. If that process is gone, the next who tries may have the port.
    if (isGone(file)) rmSync(file, { force: true })
    return false
  }
}

function isGone(file: string): boolean {
  try {
    // Empty while it is being written.
    const pid = Number(readFileSync(file, 'utf8'))
    if (pid > 0) process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
