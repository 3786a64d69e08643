/** Plays a recorded stretch again and says where it turns out differently. */
import { fieldDifferences } from '../../verify/compare.ts'
import type { RecordedEvent, Replay } from './replay-file.ts'
import { openReplayWorld } from './replay-world.ts'

export interface ReplayOutcome {
  /** Ticks and events that came out as recorded. */
  readonly ticks: number
  readonly events: number
  /** Rules that broke on the way, as they may have done when it was recorded. */
  readonly broken: readonly { readonly where: string; readonly error: unknown }[]
  /** The first tick that came out differently; nothing after it was played. */
  readonly otherwise?: {
    readonly tick: number
    readonly recorded: readonly RecordedEvent[]
    readonly made: readonly RecordedEvent[]
    /** Sentences about the first differences. */
    readonly why: readonly string[]
  }
}

export async function playReplay(replay: Replay): Promise<ReplayOutcome> {
  const world = await openReplayWorld(replay.head, replay.entities)
  const { broken } = world.runner
  let ticks = 0
  let events = 0
  for (const tick of replay.ticks) {
    const { same, made } = await world.run(tick)
    if (!same) {
      const why = differences(tick.events, made)
      return {
        ticks,
        events,
        broken,
        otherwise: { tick: tick.tick, recorded: tick.events, made, why },
      }
    }
    ticks += 1
    events += tick.events.length
  }
  return { ticks, events, broken }
}

function differences(recorded: readonly RecordedEvent[], made: readonly RecordedEvent[]): string[] {
  const said = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))
  return fieldDifferences(recorded, made, 10).map(
    ({ path, log, table }) => `event ${path}: recorded ${said(log)}, now ${said(table)}`,
  )
}
