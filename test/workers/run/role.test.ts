/** The worker role on real servers, with the scripted narrator and with the fake model. */
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { jobResultSchema } from '../../../schema/jobs.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { type Db, openDatabase } from '../../../server/platform/database.ts'
import { openLog } from '../../../server/platform/log.ts'
import { memoryOf } from '../../../workers/memory/memory.ts'
import { runWorker } from '../../../workers/role.ts'
import { createMemoryStore } from '../../../workers/store/memories.ts'
import { type FakeLlm, startFakeLlm } from '../../support/fake-llm.ts'
import { jobFor } from '../jobs.ts'
import { startTestBus, type TestBus, take } from './support.ts'

let bus: TestBus
let fake: FakeLlm

beforeEach(async () => {
  bus = await startTestBus()
  fake = await startFakeLlm()
})

afterEach(async () => {
  await fake.stop()
  await bus.stop()
})

function startWorker(settings: Record<string, string> = {}) {
  const config = loadConfig({ MUD_WORLD: bus.world, MUD_LOG_LEVEL: 'silent', ...settings })
  const { natsUrl, databaseUrl } = bus
  const log = openLog(config, 'worker')
  return runWorker({ config, log, instance: 'w1', natsUrl, databaseUrl })
}

const withModel = () => ({ MUD_LLM_BASE_URL: fake.url, MUD_LLM_MODELS: 'fake' })
const reply = (remember: object | null) => ({
  text: JSON.stringify({ say: 'So I have heard.', emote: null, mood: null, remember }),
})

test('every kind of job is answered by the scripted narrator, each with one result command', async () => {
  const worker = await startWorker()
  const kinds = ['narrate-room', 'npc-reply', 'npc-plan', 'social-bundle', 'canon'] as const
  const jobs = kinds.map((kind) => jobFor(kind, {}, { world: bus.world }))
  for (const job of jobs) await bus.publish(job)
  const commands = await take(bus.results(), jobs.length)
  expect(commands.map((command) => command.session).sort()).toEqual(
    jobs.map((job) => job.job).sort(),
  )
  for (const command of commands) {
    const result = jobResultSchema.parse(command.data)
    expect(command.name).toBe(`job-result:${result.kind}`)
    expect(result.by).toBe('scripted')
  }
  await worker.stop()
  expect(await bus.jobsLeft()).toBe(0)
})

test('a model whose host nobody knows is weather: the worker starts, and rules answer', async () => {
  const worker = await startWorker({
    MUD_LLM_BASE_URL: 'http://models:11434/v1',
    MUD_LLM_MODELS: 'far',
  })
  await bus.publish(jobFor('npc-reply', { line: 'Who sank the bell?' }, { world: bus.world }))
  const [command] = await take(bus.results(), 1)
  expect(jobResultSchema.parse(command?.data).by).toBe('scripted')
  await worker.stop()
})

test('a model that hangs is given up before the world loses patience', async () => {
  fake.behave({ fault: 'hang' })
  // Forty beats of world time, of which a part is left for the way back.
  const worker = await startWorker({ ...withModel(), MUD_HEARTBEAT_MS: '20' })
  const job = jobFor('npc-reply', { line: 'Who sank the bell?' }, { world: bus.world })
  await bus.publish(job)
  const [command] = await take(bus.results(), 1)
  expect(command).toMatchObject({ session: job.job, data: { by: 'scripted' } })
  expect(fake.requests).toHaveLength(1)
  await worker.stop()
})

test('what is too old by the clock of the world is dropped unanswered, and the world is told', async () => {
  const owner = openDatabase(bus.ownerUrl, 'test', 1)
  await sql`insert into shards (shard, beat) values (1, 5000)`.execute(owner)
  await owner.destroy()
  const old = { world: bus.world, madeAtBeat: 1, expiresAtBeat: 1 }
  const fresh = { world: bus.world, madeAtBeat: 5_000, expiresAtBeat: 6_000 }
  const missed = jobFor('npc-reply', {}, old)
  await bus.publish(missed)
  const wanted = jobFor('npc-reply', {}, fresh)
  await bus.publish(wanted)
  const worker = await startWorker()
  const told = await take(bus.results(), 2)
  expect(told.map(({ session, name }) => [session, name]).sort()).toEqual([
    [missed.job, 'job-missed'],
    [wanted.job, 'job-result:npc-reply'],
  ])
  await worker.stop()
  expect(await bus.jobsLeft()).toBe(0)
  expect(await bus.db.selectFrom('dead_letters').selectAll().execute()).toEqual([])
})

test('talk is remembered once however often it is done, and condensed when it has grown', async () => {
  fake.behave((request) =>
    request.messages.some(({ content }) => content.includes('condense what one person remembers'))
      ? { text: JSON.stringify({ summary: 'Ash asks about many bells.', importance: 30 }) }
      : reply({ text: 'Ash looks for a bell.', importance: 20 }),
  )
  const worker = await startWorker({ ...withModel(), MUD_LLM_BUDGET_PLAYER_TOKENS: '0' })
  const memories = () => bus.db.selectFrom('memories').selectAll().execute()
  const ask = (n: number) =>
    jobFor(
      'npc-reply',
      { line: `Do you know the bell number ${n} of the drowned church?` },
      { world: bus.world, key: `k${n}` },
    )
  const first = ask(0)
  await bus.publish(first)
  await take(bus.results(), 1)
  await bus.publish(first, 1)
  await expect.poll(() => bus.jobsLeft()).toBe(0)
  expect(await memories()).toMatchObject([
    { id: first.job, npc: 'saltmere.maren', about: 'p1', words: 'Ash looks for a bell.' },
  ])
  const book = createMemoryStore(openForTest())
  for (let n = 1; n < 19; n += 1) {
    const parts = { id: `m${n}`, npc: 'saltmere.maren', about: 'p1', beat: n }
    await book.keep(memoryOf({ ...parts, text: `Ash asked ${n} times.`, importance: 10 }))
  }
  await bus.publish(ask(1))
  await expect.poll(async () => (await memories()).some((one) => one.kind === 'summary')).toBe(true)
  const kept = await memories()
  expect(kept.find((one) => one.kind === 'summary')).toMatchObject({
    words: 'Ash asks about many bells.',
    span: 12,
  })
  expect(kept).toHaveLength(20 - 12 + 1)
  await worker.stop()
  const spent = await bus.db.selectFrom('llm_spend').selectAll().execute()
  expect(spent).toMatchObject([{ model: 'fake', calls: '4' }])
})

const opened: Db[] = []
afterEach(async () => {
  for (const db of opened.splice(0)) await db.destroy()
})
function openForTest(): Db {
  const db = openDatabase(bus.databaseUrl, 'test', 1)
  opened.push(db)
  return db
}
