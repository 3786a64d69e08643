/** A tick's work as the rows of its one flush. */
import { changedRows } from '../store/changed-rows.ts'
import type { Flush } from '../store/tick-store.ts'
import type { Leadership } from './leadership.ts'
import { encodeOutputs } from './outputs.ts'
import type { TickWork } from './tick-work.ts'

export interface Encoded {
  readonly rows: Flush
  readonly byGateway: ReadonlyMap<string, string>
}

/** The rows of the flush; null when the tick has nothing to write and took no commands. */
export function flushOf(
  lead: Leadership,
  work: TickWork,
  input: { readonly commandSeq: number; readonly beats: number },
  parts: { readonly leaseMs: number; readonly outputWindowMs: number },
): Encoded | null {
  const { upserts, removals } = changedRows(work.overlay)
  const idle =
    input.commandSeq <= lead.commandSeq &&
    work.events.length === 0 &&
    work.outputs.length === 0 &&
    work.jobs.length === 0 &&
    upserts.length === 0 &&
    removals.length === 0
  if (idle) {
    lead.beat += input.beats
    return null
  }
  const commandSeq = Math.max(input.commandSeq, lead.commandSeq)
  const { stored, byGateway } = encodeOutputs(lead, work, commandSeq)
  return {
    byGateway,
    rows: {
      shard: lead.shard,
      epoch: lead.epoch,
      tick: work.moment.tick,
      beat: work.moment.beat,
      atMs: work.moment.atMs,
      commandSeq,
      relayedTick: lead.relayedTick,
      leaseMs: parts.leaseMs,
      events: work.events,
      upserts,
      removals,
      commands: work.commands,
      jobs: work.jobs,
      outputs: stored,
      dropOutputsTo: dropTo(lead, work.moment.atMs - parts.outputWindowMs),
    },
  }
}

function dropTo(lead: Leadership, beforeMs: number): number {
  let last = 0
  while (lead.outputTicks.length > 1 && (lead.outputTicks[0]?.atMs ?? 0) < beforeMs) {
    last = lead.outputTicks.shift()?.tick ?? last
  }
  return last
}
