/** Processes of a whole system that sleep for a while, as under a paused virtual machine. */

import { signal } from '../../server/run/embedded/processes.ts'
import { withChildren } from '../chaos/faults.ts'
import type { WholeSystem } from '../chaos/whole-system.ts'

/** Does something while the process and its children sleep; they wake afterwards, whatever happened. */
export async function whileFrozen<T>(
  system: Pick<WholeSystem, 'pidOf'>,
  name: string,
  act: () => Promise<T>,
): Promise<T> {
  const pid = system.pidOf(name)
  if (pid === undefined) throw new Error(`there is no process ${name}`)
  const all = withChildren(pid)
  for (const one of all) signal(one, 'SIGSTOP')
  try {
    return await act()
  } finally {
    for (const one of all) signal(one, 'SIGCONT')
  }
}
