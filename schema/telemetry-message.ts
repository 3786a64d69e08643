/** Reads what a process tells about itself: what lists, charts and objectives rely on is checked. */
import { z } from 'zod'
import type { ProcessReport } from './telemetry.ts'

const numbers = z.record(z.string(), z.number())
const objectives = { objectives: numbers.optional() }

const gateway = z.looseObject({
  ...objectives,
  sockets: z.number(),
  telnet: z.number(),
  atOldDoor: z.number().optional(),
  sessions: z.number(),
  waiting: z.number(),
})

const percentiles = z.looseObject({
  count: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
  sum: z.number(),
})

const progress = z.looseObject({
  commandSeq: z.number(),
  streamSeq: z.number(),
  relayedTick: z.number(),
  reopened: z.number(),
  stuck: z.looseObject({ what: z.enum(['feed', 'tick', 'relay']), sinceMs: z.number() }).nullable(),
})

const tick = z.looseObject({
  ...objectives,
  leading: z.boolean(),
  commandSeq: z.number().optional(),
  oldestJobMs: numbers.optional(),
  underWay: z.looseObject({ seq: z.number(), sinceMs: z.number() }).optional(),
  progress: progress.optional(),
  duration: percentiles,
  age: percentiles,
  stages: numbers,
  commands: z.number(),
  events: z.number(),
  overruns: z.number(),
  waiting: z.number(),
  slowest: z.array(z.looseObject({ request: z.string(), totalMs: z.number(), phases: numbers })),
})

const worker = z.looseObject({
  ...objectives,
  slots: z.number(),
  busy: z.number(),
  held: z.number(),
  lanes: numbers,
  doing: z.array(z.looseObject({ lane: z.string(), kind: z.string(), sinceMs: z.number() })),
  ended: z.number(),
  failed: z.number(),
  model: z.looseObject({
    failures: numbers,
    breakers: z.record(z.string(), z.string()),
    profiles: z.record(z.string(), z.string()).optional(),
  }),
  cache: z.looseObject({ size: z.number(), hits: z.number(), misses: z.number() }),
})

const about = {
  instance: z.string().regex(/^[a-z0-9]{1,26}$/),
  pid: z.number(),
  process: z.string().optional(),
  atMs: z.number(),
  upMs: z.number(),
  rssBytes: z.number(),
  loopP99Ms: z.number(),
  loopBusy: z.number(),
}

/** Fields that no check here names pass as they are: a newer process may tell more. */
export const reportSchema: z.ZodType<ProcessReport> = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('gateway'), ...about, figures: gateway }),
  z.looseObject({ role: z.literal('tick'), ...about, figures: tick }),
  z.looseObject({ role: z.literal('worker'), ...about, figures: worker }),
]) as never
