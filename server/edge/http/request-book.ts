/**
 * The status of requests, from what is durable alone: the command stream knows what is stored, the ledger
 * what is applied, the log what was answered. So every gateway says the same, whoever took the request.
 *
 *   queued ──taken by a tick──▶ processing ──▶ completed | refused | failed
 *                                   └─ an answer is being written ─▶ (processing) ──words──▶ completed
 */

import { statusOfNumber } from '../../../schema/envelope.ts'
import { type BeingId, parseRequestId } from '../../../schema/ids.ts'
import type { OrderProblem } from '../../../schema/world-file/build-orders.ts'
import { randomId } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'
import type { FindUnapplied } from '../session/unapplied.ts'
import type { LeaderReport } from './health-watch.ts'
import type { ReadAnswer, RequestResult } from './request-answers.ts'
import type { ReadRefusal } from './request-refusals.ts'

export interface RequestStatus {
  readonly request: string
  readonly status: 'queued' | 'processing' | 'completed' | 'refused' | 'failed'
  readonly enqueuedAt: string
  readonly startedAt?: string
  readonly completedAt?: string
  readonly error?: string
  /** Why it was refused, in words; known for some minutes. */
  readonly detail?: string
  readonly problems?: readonly OrderProblem[]
  /** What somebody of the world answered. */
  readonly result?: RequestResult
  /** Whose request it is; not shown. */
  readonly actor: BeingId
}

export interface RequestBook {
  newKey(): string
  status(request: string): Promise<RequestStatus | null>
}

export interface RequestBookParts {
  readonly db: Db
  /** How long an ended request is known, milliseconds. */
  readonly ttlMs: number
  readonly now: () => number
  readonly findUnapplied: FindUnapplied
  readonly readAnswer: ReadAnswer
  readonly readRefusal: ReadRefusal
  /** The last word of the leader: which commands its tick has taken. */
  readonly leader: () => Pick<LeaderReport, 'commandSeq' | 'underWay'> | undefined
  readonly ownerOf: (session: string) => Promise<BeingId | undefined>
}

export function createRequestBook(parts: RequestBookParts): RequestBook {
  return {
    newKey: () => randomId(20),
    async status(request) {
      const applied = await appliedStatus(request, parts)
      if (applied !== undefined) return applied
      const stored = await storedStatus(request, parts)
      if (stored) return stored
      // It may have been applied between the two looks.
      return (await appliedStatus(request, parts)) ?? null
    },
  }
}

/** Undefined: not applied. Null: too long ago. */
async function appliedStatus(
  request: string,
  { db, ttlMs, now, readAnswer, readRefusal }: RequestBookParts,
): Promise<RequestStatus | null | undefined> {
  const key = parseRequestId(request)
  if (!key) return null
  const row = await db
    .selectFrom('commands')
    .select(['shard', 'tick', 'status', 'code', 'actor', 'enqueued_ms', 'done_ms'])
    .where('session', '=', key.session)
    .where('n', '=', key.n)
    .executeTakeFirst()
  if (!row) return undefined
  const doneMs = Number(row.done_ms)
  if (doneMs + ttlMs < now()) return null
  const status = statusOfNumber(row.status)
  const common = {
    request,
    enqueuedAt: isoTime(row.enqueued_ms),
    startedAt: isoTime(doneMs),
    actor: row.actor,
  }
  const { shard } = row
  if (status !== 'completed') {
    const why = await readRefusal(request, { shard, tick: Number(row.tick), doneMs })
    return { ...common, status, completedAt: isoTime(doneMs), error: row.code, ...why }
  }
  const answer = await readAnswer(request, { shard, tick: Number(row.tick), doneMs })
  if (answer === 'none') return { ...common, status, completedAt: isoTime(doneMs) }
  if (answer === 'pending') return { ...common, status: 'processing' }
  const { endedMs, result } = answer
  return { ...common, status, completedAt: isoTime(endedMs), result }
}

async function storedStatus(
  request: string,
  { findUnapplied, leader, ownerOf }: RequestBookParts,
): Promise<RequestStatus | null> {
  const found = await findUnapplied(request)
  if (!found) return null
  const actor = found.actor ?? (await ownerOf(parseRequestId(request)?.session ?? ''))
  if (actor === undefined) return null
  const { commandSeq = 0, underWay } = leader() ?? {}
  const isTaken = underWay && found.seq > commandSeq && found.seq <= underWay.seq
  const stage = isTaken
    ? ({ status: 'processing', startedAt: isoTime(underWay.sinceMs) } as const)
    : ({ status: 'queued' } as const)
  return { request, ...stage, enqueuedAt: isoTime(found.storedMs), actor }
}

function isoTime(ms: string | number): string {
  return new Date(Number(ms)).toISOString()
}
