/** A recorded stretch plays again to the same events, and says where it does not. */
import { beforeAll, describe, expect, it } from 'vitest'
import { correlationOf, requestId } from '../../../../schema/ids.ts'
import { historyOf } from '../../../../server/log/travel/history.ts'
import { playReplay } from '../../../../server/log/travel/replay/play-replay.ts'
import { type RecordOptions, recordReplay } from '../../../../server/log/travel/replay/record.ts'
import { decodeReplay, encodeReplay } from '../../../../server/log/travel/replay/replay-file.ts'
import { traceRequest } from '../../../../server/log/travel/trace.ts'
import type { Db } from '../../../../server/platform/database.ts'
import { traceLines } from '../../../../server/run/cli/trace.ts'
import { anEvening, emptyDatabase, type LoggedPlay, playInn } from '../verify/log-database.ts'

let db: Db
let play: LoggedPlay

beforeAll(async () => {
  const made = await emptyDatabase('replay')
  db = made.db
  play = await playInn(made.url)
  await anEvening(play)
  await play.end()
})

const stretch = (fromTick: number, toTick: number): RecordOptions => ({
  shard: 1,
  fromTick,
  toTick,
  heartbeatMs: 250,
  linkGraceBeats: 40,
  world: 'main',
})

describe('a recorded stretch', () => {
  it('makes the same events again, from the beginning or from any tick', async () => {
    const last = play.runner.lead.tick
    for (const from of [2, 6, 11]) {
      const recorded = await recordReplay(db, play.messages, stretch(from, last))
      const events = recorded.ticks.flatMap((tick) => tick.events)
      expect(events.length).toBeGreaterThan(10)
      const file = decodeReplay(encodeReplay(recorded))
      expect(file).toEqual(recorded)
      const outcome = await playReplay(file)
      expect(outcome).toEqual({ ticks: recorded.ticks.length, events: events.length, broken: [] })
    }
  })

  it('says which event of which tick turned out otherwise', async () => {
    const recorded = await recordReplay(db, play.messages, stretch(2, play.runner.lead.tick))
    const told = JSON.stringify(recorded.ticks).includes('Good evening to you.')
    expect(told).toBe(true)
    const text = encodeReplay(recorded)
    // The command says another thing than the event that is recorded.
    const bent = text.replace('"line":"say Good evening to you."', '"line":"say Begone."')
    expect(bent).not.toBe(text)
    const outcome = await playReplay(decodeReplay(bent))
    expect(outcome.otherwise?.why).toEqual([
      'event 0.data.words: recorded "Good evening to you.", now "Begone."',
    ])
    expect(outcome.ticks).toBeGreaterThan(1)
  })

  it('is refused when the stream does not hold its commands any more', async () => {
    const recording = recordReplay(db, play.messages.slice(6), stretch(2, play.runner.lead.tick))
    await expect(recording).rejects.toThrow(/^Tick \d+ cannot be played again/)
    expect(() => decodeReplay('{"hello":1}\n')).toThrow('line 1 is not part of a replay file')
  })
})

describe('the story of a command', () => {
  it('is told from its ledger row to the last frame, by its id or the start of it', async () => {
    const given = (await historyOf(db, 'hat')).at(-1)
    const story = await traceRequest(db, given?.cause ?? '')
    expect(story).toMatchObject({ session: 'sbob', actor: 'bob', status: 'completed' })
    expect(story?.events.map((event) => event.words)).toEqual(['Bob gives a felt hat to Ann.'])
    expect(story?.told.map((one) => `${one.what} -> ${one.to.join()}`)).toContain(
      'item-given as target -> sann',
    )
    expect(story?.told.at(-1)).toEqual({ to: ['sbob'], what: 'done: completed' })
    expect(await traceRequest(db, correlationOf(given?.cause ?? ''))).toEqual(story)
    expect(traceLines(story ?? ({} as never))[1]).toMatch(/^stored {2}2023-11-14T22:13:\d\dZ/)
  })

  it('tells of a refusal as well, and knows nothing of what never was', async () => {
    const { session, n } = await db
      .selectFrom('commands')
      .select(['session', 'n'])
      .where('status', '=', 2)
      .executeTakeFirstOrThrow()
    expect(await traceRequest(db, requestId(session, n))).toMatchObject({
      status: 'refused',
      events: [],
    })
    expect(await traceRequest(db, 'zzzzzzzz')).toBeNull()
    expect(await traceRequest(db, 'nonsense; drop table')).toBeNull()
  })
})
