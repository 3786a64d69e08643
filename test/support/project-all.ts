/** The whole history, indexed at once: what the projector does in rounds beside a running game. */
import { type ProjectOptions, projectOnce } from '../../server/log/travel/projector.ts'
import type { Db } from '../../server/platform/database.ts'

/** Indexes everything there is. `onProgress` gets the number of events taken in so far. */
export async function projectAll(
  db: Db,
  options: ProjectOptions & { readonly onProgress?: (events: number) => void } = {},
): Promise<number> {
  let all = 0
  for (;;) {
    const events = await projectOnce(db, options)
    if (events === 0) return all
    all += events
    options.onProgress?.(all)
  }
}
