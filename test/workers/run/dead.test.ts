/** `mudstream dead` on real dead letters: what a person sees of one, and what comes of sending it again. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { done } from '../../../workers/run/outcome.ts'
import { mudstream as program } from '../../support/program.ts'
import { jobFor } from '../jobs.ts'
import { startTestBus, type TestBus } from './support.ts'
import { startTrial, type Trial } from './trial.ts'

const run = promisify(execFile)

let bus: TestBus
let trial: Trial | undefined

beforeEach(async () => {
  bus = await startTestBus()
})
afterEach(async () => {
  await trial?.stop()
  await bus.stop()
})

async function dead(...words: string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    MUD_WORLD: bus.world,
    MUD_NATS_URL: bus.natsUrl,
    MUD_DATABASE_URL: bus.ownerUrl,
  }
  return (await run(process.execPath, [program, 'dead', ...words], { env })).stdout
}

test('a dead job is listed with its cause, shown with its tries, and sent again as a new try', async () => {
  const replays: number[] = []
  trial = startTrial(
    bus,
    async (_job, { replay }) => {
      replays.push(replay)
      if (replay === 0) throw new Error('the well is dry')
      return done
    },
    { retriesMax: 1, retryBaseMs: 10 },
  )
  expect(await dead('list')).toBe('No job has failed for good.\n')
  const job = jobFor('canon', {}, { world: bus.world })
  await bus.publish(job)
  await trial.endings(2)
  expect(await dead('list')).toMatch(
    new RegExp(`^${job.job} .*maintenance/canon .*the well is dry`),
  )
  const shown = await dead('show', job.job)
  expect(shown).toContain('2. ')
  expect(shown).toContain('failed: the well is dry')
  expect(shown).toContain('"kind": "canon"')
  await dead('replay', job.job)
  await trial.endings(3)
  expect(trial.ended.map(({ outcome }) => outcome)).toEqual(['retry', 'dead', 'done'])
  expect(replays).toEqual([0, 0, 1])
  expect(await dead('list')).toBe('No job has failed for good.\n')
  expect(await dead('list', '--all')).toContain('replayed')
  await expect(dead('replay', job.job)).rejects.toThrow('sent again already')
})

test('a job that dies again after it was sent again is dead again, until a person drops it', async () => {
  trial = startTrial(
    bus,
    async () => {
      throw new Error('the well is dry')
    },
    { retriesMax: 0 },
  )
  const job = jobFor('canon', {}, { world: bus.world })
  await bus.publish(job)
  await trial.endings(1)
  await dead('replay', job.job)
  await trial.endings(2)
  expect(await dead('list')).toContain(job.job)
  await dead('drop', job.job)
  expect(await dead('list')).toBe('No job has failed for good.\n')
  await expect(dead('show', 'nosuchjob')).rejects.toThrow('No job nosuchjob has failed for good')
})
