/**
 * A stretch of the game as a file: the world before it, what arrived in each tick, and the events
 * that came of it. Played again, the same rules must make the same events; a bug report in this form
 * is a test.
 */
import { z } from 'zod'
import { commandSchema } from '../../../../schema/envelope.ts'

const arrived = z.strictObject({
  command: commandSchema,
  origin: z.string(),
  storedMs: z.int(),
})

const recordedEvent = z.strictObject({
  type: z.string(),
  version: z.int().positive(),
  subject: z.string(),
  actor: z.string(),
  cause: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type RecordedEvent = z.infer<typeof recordedEvent>

const recordedTick = z.strictObject({
  tick: z.int().positive(),
  /** World beat after the tick, and how many heartbeats were part of it. */
  beat: z.int().min(0),
  beats: z.int().min(0),
  atMs: z.int().min(0),
  arrived: z.array(arrived),
  /** True when the events were recorded from outside (world files, imports) and no rule made them. */
  facts: z.boolean(),
  events: z.array(recordedEvent),
})
export type RecordedTick = z.infer<typeof recordedTick>

const replayHead = z.strictObject({
  mudstream: z.literal('replay'),
  v: z.literal(1),
  shard: z.int(),
  /** The tick before the first one of the file. */
  tick: z.int().min(0),
  beat: z.int().min(0),
  atMs: z.int().min(0),
  heartbeatMs: z.int().positive(),
  linkGraceBeats: z.int().min(0),
  world: z.string(),
  /** The last command number of each session before the first tick. */
  numbers: z.record(z.string(), z.int()),
})
export type ReplayHead = z.infer<typeof replayHead>

const entity = z.looseObject({ id: z.string(), kind: z.string(), place: z.string() })

export interface Replay {
  readonly head: ReplayHead
  readonly entities: readonly z.infer<typeof entity>[]
  readonly ticks: readonly RecordedTick[]
}

/** One JSON text per line: the head, the entities of the world before, the ticks. */
export function encodeReplay(replay: Replay): string {
  const lines: unknown[] = [replay.head, ...replay.entities, ...replay.ticks]
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
}

/** Throws with the line when the text is no replay file. */
export function decodeReplay(text: string): Replay {
  const lines = text.split('\n').filter((line) => line !== '')
  const parse = <T>(schema: z.ZodType<T>, at: number): T => {
    try {
      return schema.parse(JSON.parse(lines[at] ?? 'null'))
    } catch (error) {
      throw new Error(`line ${at + 1} is not part of a replay file`, { cause: error })
    }
  }
  const head = parse(replayHead, 0)
  const entities: Replay['entities'][number][] = []
  const ticks: RecordedTick[] = []
  for (let at = 1; at < lines.length; at += 1) {
    if (lines[at]?.startsWith('{"tick":')) ticks.push(parse(recordedTick, at))
    else entities.push(parse(entity, at))
  }
  return { head, entities, ticks }
}
