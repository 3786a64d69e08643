/** The processes of a cluster: started once, or kept running, as a person has asked. */
import type { RecordedProcess } from '../embedded/data-dir.ts'
import {
  type Keeper,
  type KeepOptions,
  keepRunning,
  type Runnable,
} from '../supervise/keep-running.ts'

/** Starts it and lets it lie when it has ended: what happens without it is what one wants to see. */
const runOnce = <R extends Runnable>({ name, log, start, onChange }: KeepOptions<R>): Keeper<R> => {
  let current: R | undefined
  let isStopping = false
  const first = start().then((running) => {
    current = running
    onChange()
    void running.exited.then(({ code, signal }) => {
      current = undefined
      onChange()
      if (isStopping) return
      log.warn(
        { event: 'member-ended', process: name, code, signal },
        'a process of the cluster ended',
      )
    })
    return running
  })
  first.catch(() => undefined)
  return {
    name,
    first,
    current: () => current,
    letGo: () => undefined,
    replace: () => Promise.reject(new Error('What ends in this cluster is not started again.')),
    async stop() {
      isStopping = true
      await first.catch(() => undefined)
      await current?.stop()
    },
  }
}

/** How the processes of a cluster are run. */
export const keeperFor = (restart: boolean): typeof keepRunning => (restart ? keepRunning : runOnce)

/** The processes that run now. */
export const living = (members: readonly Keeper<Runnable>[]): RecordedProcess[] =>
  members.flatMap((member) => {
    const running = member.current()
    return running === undefined ? [] : [{ name: member.name, ...running.identity }]
  })
