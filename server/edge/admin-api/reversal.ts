/** Reversal as admins ask for it: the preview, and the command that carries what was previewed. */
import type { ShownReversal } from '../../../schema/admin.ts'
import type { BeingId } from '../../../schema/ids.ts'
import { chosenEvents, previewReversal } from '../../log/travel/chosen-effects.ts'
import type { Db } from '../../platform/database.ts'

/** Half of what a message may hold; an admin could not judge a bigger preview anyway. */
const dataBytesMax = 500_000

/** What an admin is shown before anything is done. */
export async function showReversal(
  db: Db,
  by: BeingId,
  chosen: readonly string[],
): Promise<ShownReversal> {
  const { steps, cannot, digest } = await previewReversal(db, by, chosen)
  return { steps: steps.map(({ at, words }) => ({ at, words })), cannot, preview: digest }
}

/**
 * What the tick is sent: the effects of the chosen events, read from the log anew. The tick decides
 * by itself what follows from them. Null when there is too much of it for one command, or nothing.
 */
export async function reversalData(
  db: Db,
  { events, preview, reason }: { events: readonly string[]; preview: string; reason: string },
): Promise<{ chosen: unknown; preview: string; reason: string } | null> {
  const chosen = await chosenEvents(db, events)
  const data = { chosen, preview, reason }
  const bytes = Buffer.byteLength(JSON.stringify(data))
  return chosen.length > 0 && bytes <= dataBytesMax ? data : null
}
