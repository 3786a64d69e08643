/**
 * Makes what a tick has decided true: one flush, then memory, then the gateways.
 *
 * Invariant: nobody is told anything before the flush has committed, and memory never runs ahead of
 * the store: a flush that fails leaves everything as it was.
 */
import type { GatewayId } from '../../../schema/ids.ts'
import { UnknownOutcome } from '../../platform/errors.ts'
import type { Flush, FlushResult, TickStore } from '../store/tick-store.ts'
import { type Encoded, flushOf } from './flush-rows.ts'
import type { Leadership } from './leadership.ts'
import { fittingMessage } from './outputs.ts'
import type { StageTimer } from './stages.ts'
import type { TickWork } from './tick-work.ts'
import { keepViews } from './view-memory.ts'

export interface CommitParts {
  readonly store: TickStore
  readonly stage: StageTimer
  readonly leaseMs: number
  /** How long outputs stay readable for resume, in milliseconds. */
  readonly outputWindowMs: number
  readonly sendOutputs: (gateway: GatewayId, text: string) => void
}

/** Where the shard stands after the work: the position of its commands, and the heartbeats in it. */
export interface WorkEnd {
  readonly commandSeq: number
  readonly beats: number
}

export type Commit =
  | { readonly outcome: 'committed'; readonly rows: Flush }
  | { readonly outcome: 'fenced' | 'nothing'; readonly rows?: undefined }

/** Writes the work, unless it is empty. Throws `PoisonFlush`; nothing has changed then. */
export async function commitWork(
  lead: Leadership,
  work: TickWork,
  end: WorkEnd,
  parts: CommitParts,
): Promise<Commit> {
  const { stage } = parts
  const flush = stage.sync('encode', () => flushOf(lead, work, end, parts))
  if (!flush) {
    lead.cache.trim()
    keepViews(work.views)
    return { outcome: 'nothing' }
  }
  const result = await stage.async('flush', () => flushUntilKnown(lead, flush.rows, parts))
  if (result === 'fenced') return { outcome: 'fenced' }
  stage.sync('promote', () => promote(lead, work, end, flush))
  stage.sync('publish', () => {
    for (const [gateway, text] of flush.byGateway) {
      parts.sendOutputs(gateway, fittingMessage(lead, gateway, text))
    }
  })
  return { outcome: 'committed', rows: flush.rows }
}

/**
 * Flushes until the outcome is known. After an unknown one the own epoch is raised before the store is
 * asked how far it came (RELIABILITY trap 5).
 */
async function flushUntilKnown(
  lead: Leadership,
  rows: Flush,
  parts: CommitParts,
): Promise<FlushResult> {
  for (;;) {
    try {
      return await parts.store.flush({ ...rows, epoch: lead.epoch })
    } catch (error) {
      if (!(error instanceof UnknownOutcome)) throw error
    }
    const settled = await parts.stage.async('settle', () =>
      parts.store.settle(lead.shard, lead.epoch),
    )
    if (!settled) return 'fenced'
    lead.epoch = settled.epoch
    if (settled.tick === rows.tick) return 'committed'
  }
}

function promote(lead: Leadership, work: TickWork, end: WorkEnd, flush: Encoded): void {
  lead.cache.promote(work.overlay)
  keepViews(work.views)
  for (const [session, n] of work.lastNumbers) lead.lastNumbers.set(session, n)
  for (const gateway of flush.byGateway.keys()) lead.toldTick.set(gateway, work.moment.tick)
  lead.tick = work.moment.tick
  lead.beat = work.moment.beat
  lead.atMs = work.moment.atMs
  lead.commandSeq = Math.max(end.commandSeq, lead.commandSeq)
  lead.unrelayed.add(lead, work)
  markOutputs(lead)
}

/** One mark a second is enough to know up to where outputs may be deleted, and keeps the list short. */
function markOutputs(lead: Leadership): void {
  const last = lead.outputTicks.at(-1)
  if (last && lead.atMs - last.atMs < 1_000) return
  lead.outputTicks.push({ tick: lead.tick, atMs: lead.atMs })
}
