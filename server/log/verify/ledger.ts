/** Checks log and ledger: numbers without a gap, and time that does not decrease. */
import { sql } from 'kysely'
import type { SessionId } from '../../../schema/ids.ts'
import type { LogRow, Reader } from './read-log.ts'

/** Sentences about what is wrong; only the first of each kind are kept, the rest are counted. */
export interface Problems {
  add(kind: string, sentence: string): void
  list(): readonly string[]
  readonly count: number
}

const keptOfAKind = 5

export function collectProblems(): Problems {
  const counts = new Map<string, number>()
  const sentences: string[] = []
  let count = 0
  return {
    add(kind, sentence) {
      const before = counts.get(kind) ?? 0
      counts.set(kind, before + 1)
      count += 1
      if (before < keptOfAKind) sentences.push(sentence)
    },
    list() {
      const more = [...counts].filter(([, n]) => n > keptOfAKind)
      return [...sentences, ...more.map(([kind, n]) => `… and ${n - keptOfAKind} more of: ${kind}`)]
    },
    get count() {
      return count
    },
  }
}

/** Checks the order of rows: ordinals from 1 without a gap in every tick, beats and times never decrease. */
export function orderCheck(problems: Problems): (page: readonly LogRow[]) => void {
  let before: LogRow | undefined
  return (page) => {
    for (const row of page) {
      const expected = before?.tick === row.tick ? before.ordinal + 1 : 1
      if (row.ordinal !== expected) {
        problems.add(
          'ordinals with a gap',
          `tick ${row.tick}: event ${expected} is missing before ${row.ordinal}`,
        )
      }
      if (before && row.beat < before.beat)
        problems.add('beats running back', `tick ${row.tick}: the beat runs backwards`)
      if (before && row.atMs < before.atMs)
        problems.add('time running back', `tick ${row.tick}: the time runs backwards`)
      before = row
    }
  }
}

/** The tick up to which rows of the ledger may be missing, because old ones are deleted. */
export async function ledgerHorizon(db: Reader, shard: number): Promise<number> {
  const { rows } = await sql<{ tick: string }>`
    select tick from ledger_horizon where shard = ${shard}`.execute(db)
  return Number(rows[0]?.tick ?? 0)
}

/** Checks the ledger as a whole, with a few statements over all its rows. */
export async function checkLedger(
  db: Reader,
  { shard, tick, horizon }: { shard: number; tick: number; horizon: number },
  problems: Problems,
): Promise<void> {
  const gaps = await sql<{ session: SessionId; first: number; last: number; count: string }>`
    select session, min(n) as first, max(n) as last, count(*) as count from commands
    where shard = ${shard} and tick > ${horizon}::bigint group by session having count(*) <> max(n) - min(n) + 1`.execute(
    db,
  )
  for (const { session, first, last, count } of gaps.rows) {
    problems.add(
      'sessions with missing numbers',
      `session ${session}: ${count} commands recorded between numbers ${first} and ${last}`,
    )
  }
  const disordered = await sql<{ session: SessionId; n: number }>`
    select session, n from (
      select session, n, tick, lag(tick) over (partition by session order by n) as earlier
      from commands where shard = ${shard}
    ) numbered where tick < earlier or tick > ${tick}::bigint limit 100`.execute(db)
  for (const { session, n } of disordered.rows) {
    problems.add(
      'commands out of order',
      `session ${session}: command ${n} is recorded in a tick out of order`,
    )
  }
}

/** Checks what the shard row says against the log's end. */
export async function checkCheckpoint(
  db: Reader,
  shard: number,
  problems: Problems,
): Promise<{ tick: number }> {
  const { rows } = await sql<{
    tick: string
    epoch: string
    relayed: string
    at_ms: string
    beat: string
    beyond: string
    lastBeat: string | null
    lastAt: string | null
  }>`
    select s.tick, s.epoch, s.relayed_tick as relayed, s.at_ms, s.beat,
      (select count(*) from (select from events e where e.shard = s.shard and e.tick > s.tick limit 1000) b) as beyond,
      l.beat as "lastBeat", l.at_ms as "lastAt"
    from shards s left join lateral (
      select beat, at_ms from events e where e.shard = s.shard order by tick desc, ordinal desc limit 1) l on true
    where s.shard = ${shard}`.execute(db)
  const [row] = rows
  if (!row) return { tick: 0 }
  if (Number(row.beyond) > 0)
    problems.add('events beyond', `${row.beyond} events lie beyond the checkpoint ${row.tick}`)
  if (Number(row.tick) > 0 && Number(row.epoch) < 1)
    problems.add('epoch', 'ticks were written though nobody ever led the shard')
  if (Number(row.relayed) > Number(row.tick))
    problems.add('relay', `events are said to be relayed up to ${row.relayed}, beyond ${row.tick}`)
  if (Number(row.lastBeat ?? 0) > Number(row.beat))
    problems.add('checkpoint beat', 'the checkpoint’s beat lies before the last event’s')
  if (Number(row.lastAt ?? 0) > Number(row.at_ms))
    problems.add('checkpoint time', 'the checkpoint’s time lies before the last event’s')
  return { tick: Number(row.tick) }
}
