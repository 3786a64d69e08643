/** From a line to the answer, when no writer gave one and the rows of jobs are long gone. */
import { beforeAll, expect, it } from 'vitest'
import { requestId } from '../../../../schema/ids.ts'
import { traceRequest } from '../../../../server/log/travel/trace.ts'
import type { Db } from '../../../../server/platform/database.ts'
import { traceLines } from '../../../../server/run/cli/trace.ts'
import { defineMobile, standing } from '../../../support/story-inn.ts'
import { emptyDatabase, type LoggedPlay, playInn } from '../verify/log-database.ts'

let db: Db
let play: LoggedPlay

beforeAll(async () => {
  const made = await emptyDatabase('answers')
  db = made.db
  play = await playInn(made.url)
  await play.join('Ann')
  await play.runner.write(
    [
      defineMobile('inn.cook', { persona: { temper: 'calm', speech: 'Slow.' } }),
      standing('cook', 'inn.cook', 'inn.hall'),
    ],
    0,
    'import',
  )
  await play.type('Ann', 'say cook, what would you give for a drowned bell?')
})

it('is told as unanswered while the world waits, and with the words of the rules after that', async () => {
  const request = requestId('sann', 1)
  const waiting = await traceRequest(db, request)
  expect(waiting?.jobs.map(({ kind }) => kind)).toEqual(['npc-reply'])
  expect(waiting?.answers).toEqual([])
  await play.wait(50)
  await db.deleteFrom('jobs').execute()
  const story = await traceRequest(db, request)
  expect(story?.jobs).toEqual([])
  const [answer, ...others] = story?.answers ?? []
  expect(others).toEqual([])
  expect(answer).toMatchObject({ kind: 'npc-reply', job: waiting?.jobs[0]?.id, told: [] })
  expect(answer).not.toHaveProperty('request')
  expect(answer?.events.map(({ type, data }) => [type, data['by']])).toEqual([
    ['npc-spoke', 'rules'],
  ])
  expect(traceLines(story ?? ({} as never)).find((line) => line.startsWith('answer'))).toMatch(
    /to npc-reply \w+ in tick \d+ by rules: completed$/,
  )
  await play.end()
})
