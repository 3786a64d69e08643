/** Reversal as admins ask for it: the preview, and the order that carries what was previewed. */
import { z } from 'zod'
import { reversedAtOnce } from '../../../handlers/admin/reverse.ts'
import type { BeingId } from '../../../schema/ids.ts'
import { chosenEvents, previewReversal } from '../../log/travel/chosen-effects.ts'
import type { Db } from '../../platform/database.ts'

/** Positions in the log, `<tick>.<ordinal>`. */
export const positions = z
  .array(z.string().regex(/^\d{1,15}\.\d{1,9}$/, 'events are named <tick>.<ordinal>'))
  .min(1, 'choose an event')
  .max(reversedAtOnce, `at most ${reversedAtOnce} events at once`)

/** Half of what a message may hold: an order that big could not be overseen either. */
const orderBytesMax = 500_000

export interface ShownReversal {
  readonly steps: readonly { readonly at: string; readonly words: string }[]
  readonly cannot: readonly { readonly at: string; readonly why: string }[]
  /** To be sent with the order, so that only what was shown is done. */
  readonly preview: string
}

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
 * by itself what follows from them. Null when there is too much of it for one order, or nothing.
 */
export async function reversalOrder(
  db: Db,
  { events, preview, reason }: { events: readonly string[]; preview: string; reason: string },
): Promise<{ chosen: unknown; preview: string; reason: string } | null> {
  const chosen = await chosenEvents(db, events)
  const order = { chosen, preview, reason }
  const bytes = Buffer.byteLength(JSON.stringify(order))
  return chosen.length > 0 && bytes <= orderBytesMax ? order : null
}
