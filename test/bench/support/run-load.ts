/** Runs the load generator in its own process and reads the system's books around it. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FromLoad, LoadPlan, LoadReport } from '../load/load.ts'
import { note } from './figures.ts'

const generator = fileURLToPath(new URL('../load/load.ts', import.meta.url))

export interface Around<T> {
  /** Called when the load begins to count, and after its last answer. */
  readonly read: () => Promise<T> | T
}

/** Plays a plan; `before` and `after` are what `read` returned at both ends of it. */
export async function runLoad<T>(
  plan: LoadPlan,
  around: Around<T>,
): Promise<{ report: LoadReport; before: T; after: T }> {
  const child = fork(generator, [JSON.stringify(plan)], { serialization: 'advanced' })
  return new Promise((resolve, reject) => {
    let before: Promise<T> | undefined
    child.on('message', (message: FromLoad) => {
      if (message.t === 'ready') {
        note(`${plan.clients} players are in`)
        child.send('go')
      } else if (message.t === 'measuring') before = Promise.resolve(around.read())
      else {
        const { report } = message
        void Promise.all([before, around.read()]).then(
          ([first, after]) => resolve({ report, before: first as T, after }),
          reject,
        )
      }
    })
    child.once('exit', (code) => {
      if (code !== 0) reject(new Error(`the load generator ended with ${code}`))
    })
  })
}

/** Commands that never got an answer of any kind. */
export function lostOf(report: LoadReport): number {
  const refused = Object.values(report.rejects).reduce((sum, count) => sum + count, 0)
  return Math.max(0, report.sent - report.done - refused)
}
