/** What the world answered a request after it was applied: an NPC's words come later, as an event. */
import { sql } from 'kysely'
import type { EventData } from '../../../schema/define-event.ts'
import { npcSpoke } from '../../../schema/events/npc.ts'
import { workAsked, workEnded } from '../../../schema/events/scenes.ts'
import { newestOf } from '../../../schema/fold.ts'
import { pendingJobKey } from '../../../schema/pending.ts'
import type { Db } from '../../platform/database.ts'

export interface RequestResult {
  /** Who answered; missing when nobody did. */
  readonly npc?: string
  readonly say?: string
  readonly emote?: string
  /** The words were not found by a model. */
  readonly degraded?: true
}

export interface AppliedAt {
  readonly shard: number
  readonly tick: number
  /** Milliseconds since the epoch. */
  readonly doneMs: number
}

/** `none`: nobody was asked. Rejects while the store is away. */
export type ReadAnswer = (
  request: string,
  at: AppliedAt,
) => Promise<'none' | 'pending' | { readonly endedMs: number; readonly result: RequestResult }>

/** The world gives every answer up long before. */
const answerWithinMs = 120_000
/** So many ticks nobody makes in that time; the index ends the search there. */
const answerWithinTicks = 24_000

export function createReadAnswer(db: Db, now: () => number): ReadAnswer {
  return async (request, { shard, tick, doneMs }) => {
    const asked = await db
      .selectFrom('events')
      .select('ordinal')
      .where('shard', '=', shard)
      .where('tick', '=', String(tick))
      .where('type', '=', workAsked.type)
      .where('cause', '=', request)
      .where(sql<boolean>`position(${bytesOf('"kind":"npc-reply"')} in body) > 0`)
      .orderBy('ordinal')
      .limit(1)
      .executeTakeFirst()
    if (!asked) return 'none'
    const work = pendingJobKey({ shard, tick, ordinal: asked.ordinal })
    const ended = await db
      .selectFrom('events')
      .select(['type', 'version', 'at_ms', 'body'])
      .where('shard', '=', shard)
      .where('tick', '>', String(tick))
      .where('tick', '<=', String(tick + answerWithinTicks))
      .where('at_ms', '<', String(doneMs + answerWithinMs))
      .where('type', 'in', [npcSpoke.type, workEnded.type])
      .where(sql<boolean>`position(${bytesOf(`"work":"${work}"`)} in body) > 0`)
      .orderBy('tick')
      .limit(1)
      .executeTakeFirst()
    if (ended) return { endedMs: Number(ended.at_ms), result: resultOf(ended) }
    if (now() < doneMs + answerWithinMs) return 'pending'
    return { endedMs: doneMs + answerWithinMs, result: { degraded: true } }
  }
}

const bytesOf = (text: string) => sql`convert_to(${text}, 'UTF8')`

function resultOf(row: { type: string; version: number; body: Buffer }): RequestResult {
  const data: EventData = JSON.parse(row.body.toString('utf8'))
  const event = newestOf({ type: row.type, version: row.version, data })
  if (!npcSpoke.is(event)) return { degraded: true }
  const { npc, say, emote, by } = event.data
  const isOfModel = by === 'model' || by === 'cache'
  return { npc, say, ...(emote ? { emote } : {}), ...(isOfModel ? {} : { degraded: true }) }
}
