/** The life of jobs on a real stream: tries, dead letters, lanes, stopping. Delays are short by settings. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../server/platform/ambient.ts'
import type { RunnerSettings, Work } from '../../../workers/run/contract.ts'
import { done } from '../../../workers/run/outcome.ts'
import { jobFor } from '../jobs.ts'
import { startTestBus, type TestBus, take } from './support.ts'
import { startTrial as startOn, type Trial } from './trial.ts'

let bus: TestBus
let trials: Trial[] = []

beforeEach(async () => {
  bus = await startTestBus()
})
afterEach(async () => {
  for (const trial of trials.splice(0)) await trial.stop()
  await bus.stop()
})

function startTrial(work: Work, settings: Partial<RunnerSettings> = {}, name = 'w1'): Trial {
  const trial = startOn(bus, work, settings, name)
  trials = [...trials, trial]
  return trial
}

const job = (kind: 'npc-reply' | 'narrate-room' | 'canon' | 'npc-reaction' = 'npc-reply') =>
  jobFor(kind, {}, { world: bus.world })

describe('tries', () => {
  test('a job that fails is tried again with growing delays, and then a dead letter with its history', async () => {
    const tries: { delivery: number; at: number }[] = []
    const trial = startTrial(async (_job, { delivery }) => {
      tries.push({ delivery, at: performance.now() })
      throw new Error(`the ink is dry (${delivery})`)
    })
    const failing = job()
    await bus.publish(failing)
    expect((await trial.endings(4)).map(({ outcome }) => outcome)).toEqual([
      'retry',
      'retry',
      'retry',
      'dead',
    ])
    expect(tries.map(({ delivery }) => delivery)).toEqual([1, 2, 3, 4])
    const pauses = tries.slice(1).map(({ at }, index) => at - (tries[index]?.at ?? 0))
    for (const [index, least] of [50, 100, 200].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(least)
    }
    const row = await bus.db.selectFrom('dead_letters').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      job: failing.job,
      lane: 'talk',
      kind: 'npc-reply',
      state: 'dead',
      cause: 'the ink is dry (4)',
    })
    expect(JSON.parse(row.history)).toHaveLength(4)
    expect(row.body.toString()).toBe(JSON.stringify(failing))
    const [letter] = await take(bus.dead(), 1)
    expect(letter?.subject).toBe(bus.subjects.dead('npc-reply'))
    expect(letter?.string()).toBe(JSON.stringify(failing))
    expect(trial.deadJobs.map((one) => one.job)).toEqual([failing.job])
    expect(await bus.jobsLeft()).toBe(0)
    expect(await bus.db.selectFrom('job_tries').selectAll().execute()).toEqual([])
  })

  test('waiting for something uses up no try', async () => {
    const trial = startTrial(async (_job, { delivery }) =>
      delivery < 7 ? { do: 'later', afterMs: 5, why: 'not yet' } : done,
    )
    await bus.publish(job())
    const ended = await trial.endings(7)
    expect(ended.map(({ outcome }) => outcome)).toEqual([...Array(6).fill('later'), 'done'])
    expect(await bus.db.selectFrom('dead_letters').selectAll().execute()).toEqual([])
    expect(await bus.jobsLeft()).toBe(0)
  })

  test('what nobody can read is a dead letter at once, and harms no other job', async () => {
    const trial = startTrial(async () => done)
    await bus.publishText('talk', 'npc-reply', 'b1', '{"half a job')
    await bus.publishText('talk', 'npc-reply', 'b2', '{"v":1,"kind":"conquer-the-world"}')
    await bus.publish(job())
    await trial.endings(3)
    expect(trial.ended.map(({ outcome }) => outcome).sort()).toEqual(['dead', 'dead', 'done'])
    const causes = await bus.db.selectFrom('dead_letters').select('cause').execute()
    expect(causes.every(({ cause }) => cause.startsWith('unreadable'))).toBe(true)
  })

  test('a job that is too old is dropped without a dead letter', async () => {
    const trial = startTrial(async () => ({ do: 'discard', why: 'stale', deadLetter: false }))
    await bus.publish(job())
    expect((await trial.endings(1))[0]?.outcome).toBe('discarded')
    expect(await bus.db.selectFrom('dead_letters').selectAll().execute()).toEqual([])
    expect(await bus.jobsLeft()).toBe(0)
  })
})

describe('lanes', () => {
  test('never more jobs at once than slots, however many wait', async () => {
    let now = 0
    let most = 0
    const trial = startTrial(
      async () => {
        now += 1
        most = Math.max(most, now)
        await systemClock.sleep(10)
        now -= 1
        return done
      },
      { slots: 3 },
    )
    for (const kind of ['npc-reply', 'narrate-room', 'canon', 'npc-reaction'] as const) {
      for (let index = 0; index < 6; index += 1) await bus.publish(job(kind))
    }
    await trial.endings(24)
    expect(most).toBe(3)
  })

  test('while one lane is flooded with jobs that hang, every other lane is still served', async () => {
    for (const flooded of ['canon', 'narrate-room', 'npc-reaction', 'npc-reply'] as const) {
      const hang = new AbortController()
      const trial = startTrial(async (one) => {
        if (one.kind === flooded) await systemClock.sleep(60_000, hang.signal)
        return done
      })
      for (let index = 0; index < 12; index += 1) await bus.publish(job(flooded))
      const others = (['canon', 'narrate-room', 'npc-reaction', 'npc-reply'] as const).filter(
        (kind) => kind !== flooded,
      )
      const sent = others.map((kind) => job(kind))
      for (const one of sent) await bus.publish(one)
      const ended = await trial.endings(sent.length)
      expect(new Set(ended.map(({ id }) => id))).toEqual(new Set(sent.map((one) => one.job)))
      hang.abort()
      await trial.endings(sent.length + 12)
      await trial.runner.stop()
    }
  })
})

describe('stopping', () => {
  test('a job under way is finished, and nothing new is begun', async () => {
    let begun: () => void = () => undefined
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    let finish: () => void = () => undefined
    const mayFinish = new Promise<void>((resolve) => {
      finish = resolve
    })
    const trial = startTrial(
      async () => {
        begun()
        await mayFinish
        return done
      },
      { slots: 1 },
    )
    await bus.publish(job())
    await bus.publish(job())
    await hasBegun
    const stopped = trial.runner.stop()
    finish()
    await stopped
    expect(trial.ended.map(({ outcome }) => outcome)).toEqual(['done'])
    expect(await bus.jobsLeft()).toBe(1)
  })

  test('a job that does not end in time is given back and done by another worker at once', async () => {
    let begun: () => void = () => undefined
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const first = startTrial(
      async (_job, { signal }) => {
        begun()
        await systemClock.sleep(60_000, signal)
        throw new Error('given up')
      },
      { stopGraceMs: 50 },
    )
    const handed = job()
    await bus.publish(handed)
    await hasBegun
    await first.runner.stop()
    expect(first.ended).toEqual([{ id: handed.job, outcome: 'handed-back' }])
    const second = startTrial(async () => done, {}, 'w2')
    expect(await second.endings(1)).toEqual([{ id: handed.job, outcome: 'done' }])
    expect(await bus.jobsLeft()).toBe(0)
  })
})
