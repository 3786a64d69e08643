/** The tick of the product over a world in memory, compared with what it did when it was recorded. */
import { canonical } from '../../../../schema/canonical.ts'
import type { EventRow } from '../../../../schema/record-events.ts'
import { createMemoryDatabase } from '../../../core/store/memory-tick-store.ts'
import type { Flush, TickStore } from '../../../core/store/tick-store.ts'
import { runTicksBy, type TickRunner } from '../tick-runner.ts'
import type { RecordedEvent, RecordedTick, Replay, ReplayHead } from './replay-file.ts'

export interface ReplayWorld {
  readonly runner: TickRunner
  /**
   * Runs a recorded tick. When it makes other events than those recorded nothing has happened, and
   * what it would have made is returned.
   */
  run(tick: RecordedTick): Promise<{ same: boolean; made: readonly RecordedEvent[] }>
}

/** A world as it was before the first recorded tick. */
export async function openReplayWorld(
  head: ReplayHead,
  entities: Replay['entities'],
): Promise<ReplayWorld> {
  let nowMs = head.atMs
  const database = createMemoryDatabase(() => nowMs)
  const tables = database.tables(head.shard)
  Object.assign(tables.shard, { tick: head.tick, beat: head.beat, atMs: head.atMs })
  for (const entity of entities) {
    const { id, kind, place } = entity
    tables.entities.set(id, { kind, place, body: canonical(entity) })
  }
  for (const [session, n] of Object.entries(head.numbers)) tables.lastNumbers.set(session, n)
  const memory = database.connect()
  const checkpoint = await memory.acquire(head.shard, 'replay', 1)
  if (!checkpoint) throw new Error('a lease in memory cannot be taken')
  let expected: readonly RecordedEvent[] = []
  let made: readonly RecordedEvent[] = []
  const store: TickStore = {
    ...memory,
    async flush(flush: Flush) {
      made = flush.events.map(recorded)
      return sameEvents(made, expected) ? await memory.flush(flush) : 'fenced'
    },
  }
  const runner = await runTicksBy(store, checkpoint, {
    heartbeatMs: head.heartbeatMs,
    rules: { linkGraceBeats: head.linkGraceBeats },
    world: head.world,
  })
  return {
    runner,
    async run(tick) {
      const { lead } = runner
      const before = { tick: lead.tick, beat: lead.beat, atMs: lead.atMs }
      nowMs = tick.atMs
      expected = tick.events
      made = []
      // Ticks that wrote no event are not in the file, but their numbers and beats have passed.
      tables.shard.tick = tick.tick - 1
      lead.tick = tick.tick - 1
      lead.beat = tick.beat - tick.beats
      const outcome = tick.facts
        ? await runner
            .write(tick.events, tick.atMs, tick.events[0]?.cause ?? '')
            .then(() => 'committed')
        : (await runner.run(tick.arrived, tick.beats, tick.atMs)).outcome
      const same = outcome === 'committed' || (outcome === 'nothing' && expected.length === 0)
      if (!same) {
        Object.assign(lead, before)
        tables.shard.tick = before.tick
      }
      return { same, made }
    },
  }
}

function recorded(event: EventRow): RecordedEvent {
  const { type, version, subject, actor, cause, body } = event
  return { type, version, subject, actor, cause, data: JSON.parse(body) }
}

function sameEvents(one: readonly RecordedEvent[], other: readonly RecordedEvent[]): boolean {
  return canonical(one) === canonical(other)
}
