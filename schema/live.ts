/** Narration while it is being written: what workers say on core NATS and gateways pass on. */
import { z } from 'zod'

export const liveMessageSchema = z.strictObject({
  v: z.literal(1),
  /** The job; the committed event carries the same id and replaces the pieces. */
  narration: z.string().regex(/^[a-z0-9]{1,26}$/),
  /** The request that caused it. */
  cause: z.string().max(64).optional(),
  room: z.string().min(1).max(96),
  /** The one character who may read it, in private talk; everybody in the room otherwise. */
  to: z.string().min(1).max(96).optional(),
  /** Counts the pieces from 0 without a gap. */
  seq: z.int().min(0),
  chunk: z.string().max(2_000),
  /** The last piece; the committed event follows. */
  done: z.boolean(),
})
export type LiveMessage = z.infer<typeof liveMessageSchema>
