/**
 * Signs of life that every process gives a few times a second, and what a gateway makes of them: how it
 * is with the system at this moment, as opposed to what it has finished. Times ending in `Ms` are
 * milliseconds; ages are measured by whoever hears, never by comparing clocks.
 */
import { z } from 'zod'

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly()

/** What a process says of itself; a newer one may say more. */
export const sign = z.looseObject({
  role: z.enum(['gateway', 'tick', 'worker']),
  instance: z.string().regex(/^[a-z0-9]{1,26}$/),
  /** It ends in order, so its silence is nobody's fault. */
  leaves: z.boolean(),
  leads: z.boolean().optional(),
  /** The tick that runs at this moment. */
  running: z.object({ stage: z.string(), ageMs: z.number() }).nullable().optional(),
  /** How long the oldest command of this gateway has waited to be applied; 0 when none waits. */
  oldestMs: z.number().optional(),
})
export type Sign = Readonly<z.infer<typeof sign>>

/** What is wrong at this moment: who is to blame, and in which words for an operator. */
const blame = z.object({
  who: z.string().describe('`NATS`, `Postgres`, `the workers`, or a process: `tick t1`'),
  words: z.string(),
})
export type Blame = Readonly<z.infer<typeof blame>>

export const present = z.object({
  by: z.string().describe('The gateway that says so'),
  wrong: list(blame).describe('The first is to blame for the others; empty when all is well'),
  tick: z
    .object({ instance: z.string(), stage: z.string(), ageMs: z.number() })
    .nullable()
    .describe('The tick that runs now; null between two ticks'),
  oldestMs: z.number().describe('How long the oldest command has waited; 0 when none waits'),
  busMs: z.number().describe('How long NATS has owed an answer'),
  storeMs: z.number().describe('How long Postgres has owed an answer'),
  roles: list(
    z.object({
      role: z.string(),
      instance: z.string(),
      leads: z.boolean(),
      silentMs: z.number(),
      silent: z.boolean(),
    }),
  ),
  objectives: list(
    z.object({ name: z.string(), nowMs: z.number().nullable(), goalMs: z.number() }),
  ).describe(
    'By what runs and what the last seconds have finished; null when nothing was measured',
  ),
})
export type Present = Readonly<z.infer<typeof present>>
