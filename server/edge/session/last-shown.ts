/**
 * The last frames that sessions were shown, for clients that come back by a token and cannot say what
 * they have seen. The gateway that loses a client tells the others over core NATS which frame it showed
 * last. A gateway that was killed cannot do that; then the log says when the loss was noticed. What
 * happened between the two is lost to such a client, like what was on the wire when it broke.
 */
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { sessionLost, sessionOpened } from '../../../schema/events/presence.ts'
import { parseFrameId } from '../../../schema/frames/position.ts'
import type { SessionId } from '../../../schema/ids.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Db } from '../../platform/database.ts'
import type { LastShown } from './ports.ts'

const topic = 'left'
const sessionsMax = 10_000

export interface LastShownParts {
  readonly db: Db
  readonly shard: number
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>
  readonly subjects: Subjects
}

/** Knows what any gateway has shown. It is closed with the bus. */
export function openLastShown({ db, shard, bus, subjects }: LastShownParts): LastShown {
  const shown = new LRUCache<string, { readonly frame: string }>({ max: sessionsMax })
  bus.subscribe(subjects.system(topic, '*'), {
    read: readFrameId,
    heard: (frame, subject) => shown.set(subject.split('.').at(-1) ?? '', { frame }),
  })
  return {
    keep: (session, seen) => shown.set(session, seen),
    left(session) {
      const frame = shown.get(session)?.frame
      if (frame) bus.publish(subjects.system(topic, session), frame)
    },
    async after(session) {
      const marks = await marksOf(db, shard, session).catch(() => undefined)
      const seen = shown.get(session)?.frame
      // Without the store only this gateway's own knowledge is left.
      return marks ? resumeAfter(seen, marks) : (seen ?? '')
    },
  }
}

function readFrameId(text: string): string {
  if (parseFrameId(text) === null) throw new Error('this is no frame id')
  return text
}

/** The newest ticks at which the session was opened and lost, as far back as outputs are kept. */
export interface SessionMarks {
  readonly opened?: number | undefined
  readonly lost?: number | undefined
}

/**
 * The frame after which to go on, empty when nobody knows. It is the last frame that this gateway
 * knows of, unless the session was opened again since; else the beginning of the tick that noted the
 * loss.
 */
export function resumeAfter(
  seen: string | undefined,
  { opened = 0, lost = 0 }: SessionMarks,
): string {
  const known = seen ? parseFrameId(seen) : null
  if (seen && known && known.tick >= opened) return seen
  return lost > opened ? `${lost}.0` : ''
}

async function marksOf(db: Db, shard: number, session: SessionId): Promise<SessionMarks> {
  const rows = await db
    .selectFrom('events')
    .select(['type', sql<string>`max(tick)`.as('tick')])
    .where('shard', '=', shard)
    .where('type', 'in', [sessionOpened.type, sessionLost.type])
    .where('tick', '>=', (from) =>
      from
        .selectFrom('outputs')
        .select(sql<string>`coalesce(min(tick), 0)`.as('tick'))
        .where('shard', '=', shard),
    )
    .where(sql<boolean>`position(convert_to(${`"session":"${session}"`}, 'UTF8') in body) > 0`)
    .groupBy('type')
    .execute()
  const tickOf = (type: string) => {
    const row = rows.find((one) => one.type === type)
    return row && Number(row.tick)
  }
  return { opened: tickOf(sessionOpened.type), lost: tickOf(sessionLost.type) }
}
