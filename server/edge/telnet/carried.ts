/**
 * What a text session leaves with the door, so that any gateway can go on with it: who plays, what was
 * shown last, what the client asked for. The door keeps it as it is; only gateways read it.
 */
import { z } from 'zod'
import { textSettings } from '../render/text-settings.ts'

export const carried = z.object({
  session: z.string(),
  resume: z.string(),
  /** The last frame that was shown. */
  last: z.string(),
  /** Lines that are not settled and the numbers of their commands. */
  lines: z.array(z.tuple([z.number(), z.number()])),
  settings: textSettings,
  supports: z.array(
    z.object({ change: z.enum(['set', 'add', 'remove']), packages: z.unknown().optional() }),
  ),
  knowsTokens: z.boolean(),
  /** The last typed line, which `!` says again. */
  said: z.string().exactOptional(),
})
export type Carried = z.infer<typeof carried>
export type SupportsChange = Carried['supports'][number]
