/** Several workers on one database and one bus: one budget, and one memory of common answers. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type JobResult, jobResultSchema } from '../../../schema/jobs.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { openLog } from '../../../server/platform/log.ts'
import type { RunningRole } from '../../../server/platform/roles.ts'
import { runWorker } from '../../../workers/role.ts'
import { type FakeLlm, startFakeLlm } from '../../support/fake-llm.ts'
import { jobFor, npc } from '../jobs.ts'
import { startTestBus, type TestBus } from './support.ts'

let bus: TestBus
let fake: FakeLlm
let workers: RunningRole[] = []
let results: AsyncIterator<{ readonly data: unknown }>

beforeEach(async () => {
  bus = await startTestBus()
  fake = await startFakeLlm()
  results = bus.results()[Symbol.asyncIterator]()
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop()
  await fake.stop()
  await bus.stop()
})

async function startWorker(instance: string, settings: Record<string, string> = {}) {
  const config = loadConfig({
    MUD_WORLD: bus.world,
    MUD_LOG_LEVEL: 'silent',
    MUD_LLM_BASE_URL: fake.url,
    MUD_LLM_MODELS: 'fake',
    ...settings,
  })
  const { natsUrl, databaseUrl } = bus
  const log = openLog(config, 'worker')
  const worker = await runWorker({ config, log, instance, natsUrl, databaseUrl })
  workers.push(worker)
  return {
    async stop() {
      workers = workers.filter((one) => one !== worker)
      await worker.stop()
    },
  }
}

const answers = (say: string) => ({
  text: JSON.stringify({ say, emote: null, mood: null, remember: null }),
})

let visitors = 0

/** One more visitor asks, and the answer is waited for. */
async function ask(line: string, payload: Record<string, unknown> = {}): Promise<JobResult> {
  visitors += 1
  const speaker = { id: `v${visitors}`, name: 'Ash' }
  await bus.publish(jobFor('npc-reply', { line, speaker, ...payload }, { world: bus.world }))
  const next = await results.next()
  return jobResultSchema.parse(next.value.data)
}

/** Every kept answer is stored when a worker has stopped. */
async function answeredBy(
  instance: string,
  line: string,
  payloads: readonly Record<string, unknown>[] = [{}],
) {
  const worker = await startWorker(instance)
  const answered: { by: string; say: string }[] = []
  for (const payload of payloads) {
    const { by, answer } = await ask(line, payload)
    answered.push({ by, say: (answer as { say: string }).say })
  }
  await worker.stop()
  return answered
}

test('a second worker gives the answer that the first one had from the model', async () => {
  fake.behave(answers('I keep this house.'))
  expect(await answeredBy('w1', 'tell me about yourself')).toEqual([
    { by: 'model', say: 'I keep this house.' },
  ])
  fake.behave(answers('Who wants to know?'))
  expect(await answeredBy('w2', 'tell me about yourself, please')).toEqual([
    { by: 'cache', say: 'I keep this house.' },
  ])
  expect(fake.requests).toHaveLength(1)
})

test('the words of one mobile, persona, mood or state of a quarrel are not given for another', async () => {
  fake.behave((_, count) => answers(`I keep house ${'abcdefgh'[count]}.`))
  const line = 'tell me about yourself'
  const { payload } = jobFor('npc-reply')
  const [conflict] = payload.conflicts
  const others = [
    {},
    { npc: { ...npc, id: 'saltmere.odo' } },
    { npc: { ...npc, personaVersion: 2 } },
    { npc: { ...npc, mood: 'angry' } },
    { conflicts: [{ ...conflict, version: 3 }] },
  ]
  const first = await answeredBy('w1', line, others)
  expect(first.map(({ by }) => by)).toEqual(others.map(() => 'model'))
  expect(new Set(first.map(({ say }) => say)).size).toBe(others.length)
  expect(await answeredBy('w2', line, others)).toEqual(
    first.map(({ say }) => ({ by: 'cache', say })),
  )
})

test('what an event makes old is dropped for all of them', async () => {
  fake.behave(answers('I keep this house.'))
  await answeredBy('w1', 'tell me about yourself')
  const rows = () => bus.db.selectFrom('kept_answers').select('say').execute()
  expect(await rows()).toHaveLength(1)
  await startWorker('w2')
  const killed = (mobile: string) =>
    bus.nc.publish(
      bus.subjects.events(1, 'mobile-killed'),
      JSON.stringify({ v: 1, events: [{ data: { mobile } }] }),
    )
  killed('saltmere.odo')
  killed(npc.id)
  await expect.poll(rows).toEqual([])
})

test('two workers together spend on one person what one of them may', async () => {
  fake.behave(answers('So I have heard.'))
  const calls = 12
  await Promise.all([startWorker('w1'), startWorker('w2')])
  const speaker = { id: 'p1', name: 'Ash' }
  const lines = calls * 2
  for (let index = 0; index < lines; index += 1) {
    const line = `my boat number ${index} is leaking, what would you caulk it with?`
    const job = jobFor(
      'npc-reply',
      { line, speaker, npc: { ...npc, id: `n${index}` } },
      { world: bus.world },
    )
    await bus.publish(job)
  }
  const by: string[] = []
  for (let index = 0; index < lines; index += 1) {
    by.push(jobResultSchema.parse((await results.next()).value.data).by)
  }
  const asked = by.filter((one) => one === 'model').length
  expect(asked).toBeGreaterThanOrEqual(calls)
  // Two budgets would have paid for all; a minute that turns meanwhile may free one or two.
  expect(asked).toBeLessThanOrEqual(calls + 2)
  expect(fake.requests).toHaveLength(asked)
})
