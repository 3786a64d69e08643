/**
 * Sets up in a process of its own, which ends when it is done: reading the world takes more memory than
 * the supervisor needs for the rest of its life. It may start before the servers run, and reads its code
 * meanwhile.
 */
import { spawn } from 'node:child_process'
import type { Environment } from '../../platform/config.ts'
import type { SetUpMessage, SetUpParts, SetUpResult } from '../../platform/roles.ts'

/** Starts the program's `setup`; the result goes on with it once there are addresses. */
export const startSetUp = (
  program: string,
  env: Environment,
): ((parts: Pick<SetUpParts, 'databaseUrl' | 'natsUrl'>) => Promise<SetUpResult>) => {
  const child = spawn(process.execPath, [program, 'setup'], {
    env,
    // A session of its own, so that Ctrl-C reaches only the supervisor.
    detached: true,
    // Standard output is for the ready line alone.
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const done = new Promise<SetUpResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error('The world could not be prepared.')))
    child.once('message', (message) => {
      // Only our own program is at the other end of this channel.
      const { failed, ...result } = message as SetUpMessage
      if (failed === undefined) resolve(result)
      else reject(new Error(failed))
    })
  })
  // Nobody may wait yet.
  done.catch(() => undefined)
  return ({ databaseUrl, natsUrl }) => {
    child.send({ databaseUrl, natsUrl }, () => undefined)
    return done
  }
}
