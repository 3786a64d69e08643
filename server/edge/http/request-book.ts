/** The status of requests: queued as long as this gateway alone knows them, then what the ledger says. */
import { LRUCache } from 'lru-cache'
import { statusOfNumber } from '../../../schema/envelope.ts'
import { type BeingId, parseRequestId } from '../../../schema/ids.ts'
import { randomId } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'

export interface RequestStatus {
  readonly request: string
  readonly status: 'queued' | 'processing' | 'completed' | 'refused' | 'failed'
  readonly enqueuedAt: string
  readonly startedAt?: string
  readonly completedAt?: string
  readonly error?: string
  /** Whose request it is; not shown. */
  readonly actor: BeingId
}

export interface RequestBook {
  newKey(): string
  queued(request: string, actor: BeingId): void
  status(request: string): Promise<RequestStatus | null>
}

/** `ttlMs`: how long an ended request is known. */
export function createRequestBook(db: Db, ttlMs: number, now: () => number): RequestBook {
  const recent = new LRUCache<string, { actor: BeingId; atMs: number }>({ max: 50_000, ttl: ttlMs })
  return {
    newKey: () => randomId(20),
    queued(request, actor) {
      if (!recent.has(request)) recent.set(request, { actor, atMs: now() })
    },
    async status(request) {
      const key = parseRequestId(request)
      if (!key) return null
      const row = await db
        .selectFrom('commands')
        .select(['status', 'code', 'actor', 'enqueued_ms', 'done_ms'])
        .where('session', '=', key.session)
        .where('n', '=', key.n)
        .executeTakeFirst()
      if (row) {
        if (Number(row.done_ms) + ttlMs < now()) return null
        const status = statusOfNumber(row.status)
        return {
          request,
          status,
          enqueuedAt: isoTime(row.enqueued_ms),
          startedAt: isoTime(row.done_ms),
          completedAt: isoTime(row.done_ms),
          ...(status === 'completed' ? {} : { error: row.code }),
          actor: row.actor,
        }
      }
      const known = recent.get(request)
      if (!known) return null
      return { request, status: 'queued', enqueuedAt: isoTime(known.atMs), actor: known.actor }
    },
  }
}

function isoTime(ms: string | number): string {
  return new Date(Number(ms)).toISOString()
}
