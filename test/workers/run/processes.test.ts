/** Worker processes that are killed or told to stop in the middle of a job. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeLlm, startFakeLlm } from '../../support/fake-llm.ts'
import { mudstream as program } from '../../support/program.ts'
import { natsMonitorUrl } from '../../support/servers.ts'
import { jobFor } from '../jobs.ts'
import { startTestBus, type TestBus, take } from './support.ts'

let bus: TestBus
let fake: FakeLlm
let workers: ChildProcess[] = []

beforeEach(async () => {
  bus = await startTestBus()
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
      MUD_NATS_MONITOR_URL: natsMonitorUrl(),
      MUD_DATABASE_URL: bus.databaseUrl,
      MUD_LLM_BASE_URL: fake.url,
      MUD_LLM_MODELS: 'fake',
      MUD_SHUTDOWN_MAX_MS: '4000',
      // The world waits 16 s, so that a busy machine does not use it up: the other worker has to begin at once.
      MUD_HEARTBEAT_MS: '400',
    },
  })
  workers.push(worker)
  return worker
}

/** How many jobs each worker is doing, as it says each second. */
function busyWorkers(): ReadonlyMap<string, number> {
  const busy = new Map<string, number>()
  bus.bus.subscribe(bus.subjects.system('telemetry', '*'), {
    read: (text) => JSON.parse(text) as { instance: string; figures: { busy: number } },
    heard: ({ instance, figures }) => void busy.set(instance, figures.busy),
  })
  return busy
}

/** Resolves once the model has been asked this many times. */
const asked = (count: number) =>
  expect.poll(() => fake.requests.length, { interval: 10 }).toBe(count)

const lateLine = () =>
  jobFor('npc-reply', { line: 'Who built the lighthouse, and why?' }, { world: bus.world })

// The world would give up long before the half minute that a worker may be silent about scenery.
test('a worker killed in the middle of a talk costs seconds, and its job has one effect', async () => {
  fake.next({ fault: 'hang' })
  const job = lateLine()
  const busy = busyWorkers()
  const both = { w1: startWorker('w1'), w2: startWorker('w2') }
  await expect.poll(() => [...busy.keys()].sort(), { timeout: 20_000 }).toEqual(['w1', 'w2'])
  await bus.publish(job)
  await asked(1)
  const hasIt = () => (busy.get('w1') ? both.w1 : busy.get('w2') ? both.w2 : undefined)
  await expect.poll(hasIt, { timeout: 20_000, interval: 20 }).toBeDefined()
  const first = hasIt()
  first?.kill('SIGKILL')
  const [result] = await take(bus.results(), 1)
  expect(result).toMatchObject({ session: job.job, n: 1, data: { by: 'model' } })
  await expect.poll(() => bus.jobsLeft()).toBe(0)
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
  await expect.poll(() => bus.jobsLeft()).toBe(0)
})
