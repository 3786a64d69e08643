/** Worker processes that are killed or told to stop in the middle of a job. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeLlm, startFakeLlm } from '../../support/fake-llm.ts'
import { jobFor } from '../jobs.ts'
import { startTestBus, type TestBus, take } from './support.ts'

const program = fileURLToPath(new URL('../../../server/main.ts', import.meta.url))
const ackWaitMs = 1_500

let bus: TestBus
let fake: FakeLlm
let workers: ChildProcess[] = []

beforeEach(async () => {
  bus = await startTestBus(ackWaitMs)
  fake = await startFakeLlm()
})
afterEach(async () => {
  for (const worker of workers) {
    if (worker.exitCode !== null || worker.signalCode !== null) continue
    worker.kill('SIGKILL')
    await once(worker, 'exit')
  }
  workers = []
  await fake.stop()
  await bus.stop()
})

function startWorker(instance: string): ChildProcess {
  const worker = spawn(process.execPath, [program, 'worker', '--instance', instance], {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      MUD_WORLD: bus.world,
      MUD_NATS_URL: bus.natsUrl,
      MUD_DATABASE_URL: bus.databaseUrl,
      MUD_LLM_BASE_URL: fake.url,
      MUD_LLM_MODELS: 'fake',
      MUD_SHUTDOWN_MAX_MS: '4000',
      // The world's patience counts in heartbeats; a slow machine must not use it up.
      MUD_HEARTBEAT_MS: '5000',
    },
  })
  workers.push(worker)
  return worker
}

/** Resolves once the model has been asked this many times. */
const asked = (count: number) =>
  expect.poll(() => fake.requests.length, { timeout: 20_000, interval: 10 }).toBe(count)

const lateLine = () =>
  jobFor('npc-reply', { line: 'Who built the lighthouse, and why?' }, { world: bus.world })

test('a worker killed in the middle of a job loses nothing, and its job has one effect', async () => {
  fake.next({ fault: 'hang' })
  const job = lateLine()
  await bus.publish(job)
  const first = startWorker('w1')
  await asked(1)
  first.kill('SIGKILL')
  await once(first, 'exit')
  startWorker('w2')
  const [result] = await take(bus.results(), 1)
  expect(result).toMatchObject({ session: job.job, n: 1, data: { by: 'model' } })
  await expect.poll(() => bus.jobsLeft(), { timeout: 10_000 }).toBe(0)
  const manager = await bus.nc.jetstreamManager()
  const { state } = await manager.streams.info(bus.subjects.streams.commands)
  expect(state.messages).toBe(1)
})

test('a worker told to stop gives a hanging job back within its time, and another does it', async () => {
  fake.next({ fault: 'hang' })
  const job = lateLine()
  await bus.publish(job)
  const first = startWorker('w1')
  await asked(1)
  first.kill('SIGTERM')
  const [code] = await once(first, 'exit')
  expect(code).toBe(0)
  const tries = await bus.db.selectFrom('job_tries').selectAll().execute()
  expect(tries).toMatchObject([{ job: job.job, outcome: 'handed-back', worker: 'w1' }])
  startWorker('w2')
  const [result] = await take(bus.results(), 1)
  expect(result?.session).toBe(job.job)
  await expect.poll(() => bus.jobsLeft(), { timeout: 10_000 }).toBe(0)
})
