/** What the world answered a request after it was applied: an NPC's words come later, as an event. */
import { sql } from 'kysely'
import type { EventData } from '../../../schema/define-event.ts'
import { npcSpoke } from '../../../schema/events/npc.ts'
import { workAsked, workEnded } from '../../../schema/events/scenes.ts'
import { newestOf } from '../../../schema/fold.ts'
import { pendingJobKey } from '../../../schema/pending.ts'
import { openWords } from '../../persons/person-keys.ts'
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
  return async (request, at) => {
    const { shard, tick } = at
    const [answer] = await db
      .selectFrom('events')
      .select(['type', 'version', 'ordinal', 'body'])
      .where('shard', '=', shard)
      .where('tick', '=', String(tick))
      .where('cause', '=', request)
      .where((eb) =>
        eb.or([
          eb.and([
            eb('type', '=', npcSpoke.type),
            sql<boolean>`position(${bytesOf(`"request":${JSON.stringify(request)}`)} in body) > 0`,
          ]),
          eb.and([
            eb('type', '=', workAsked.type),
            sql<boolean>`position(${bytesOf('"kind":"npc-reply"')} in body) > 0`,
          ]),
        ]),
      )
      // Somebody who is asked for more than a rule knows has the last word.
      .orderBy('type', 'desc')
      .orderBy('ordinal')
      .limit(1)
      .execute()
    if (!answer) return 'none'
    if (answer.type === npcSpoke.type) {
      return { endedMs: at.doneMs, result: await resultOf(answer, db) }
    }
    const work = pendingJobKey({ shard, tick, ordinal: answer.ordinal })
    return answerOf(work, at, db, now())
  }
}

/** The words that ended a piece of work, or that they are still being written. */
async function answerOf(
  work: string,
  { shard, tick, doneMs }: AppliedAt,
  db: Db,
  nowMs: number,
): Promise<Exclude<Awaited<ReturnType<ReadAnswer>>, 'none'>> {
  // The number of the tick may have jumped since (RELIABILITY 3.1).
  const turn = await db
    .selectFrom('timelines')
    .select('began')
    .where('shard', '=', shard)
    .where('began', '>', String(tick))
    .where('at', '<', new Date(doneMs + answerWithinMs))
    .orderBy('began', 'desc')
    .limit(1)
    .executeTakeFirst()
  const ended = await db
    .selectFrom('events')
    .select(['type', 'version', 'at_ms', 'body'])
    .where('shard', '=', shard)
    .where('tick', '>', String(tick))
    .where('tick', '<=', String(Number(turn?.began ?? tick) + answerWithinTicks))
    .where('at_ms', '<', String(doneMs + answerWithinMs))
    .where('type', 'in', [npcSpoke.type, workEnded.type])
    .where(sql<boolean>`position(${bytesOf(`"work":"${work}"`)} in body) > 0`)
    .orderBy('tick')
    .limit(1)
    .executeTakeFirst()
  if (ended) return { endedMs: Number(ended.at_ms), result: await resultOf(ended, db) }
  if (nowMs < doneMs + answerWithinMs) return 'pending'
  return { endedMs: doneMs + answerWithinMs, result: { degraded: true } }
}

const bytesOf = (text: string) => sql`convert_to(${text}, 'UTF8')`

interface StoredEvent {
  readonly type: string
  readonly version: number
  readonly body: Buffer
}

/** An answer is sealed under the key of whom it is for, because it may repeat what that one has told. */
async function resultOf(row: StoredEvent, db: Db): Promise<RequestResult> {
  const data: EventData = JSON.parse(await openWords(db, row.body.toString('utf8')))
  const event = newestOf({ type: row.type, version: row.version, data })
  if (!npcSpoke.is(event)) return { degraded: true }
  const { npc, say, emote, by, work } = event.data
  // What a rule knows at once has nothing to be marked for: it is as good as it will get.
  const isGood = by === 'model' || by === 'cache' || work === undefined
  return { npc, say, ...(emote ? { emote } : {}), ...(isGood ? {} : { degraded: true }) }
}
