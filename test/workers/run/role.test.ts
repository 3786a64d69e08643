/** The worker role on real servers, with the scripted narrator and with the fake model. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jobResultSchema } from '../../../schema/jobs.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { openLog } from '../../../server/platform/log.ts'
import { runWorker } from '../../../workers/role.ts'
import { type FakeLlm, startFakeLlm } from '../../support/fake-llm.ts'
import { jobFor } from '../jobs.ts'
import { startTestBus, take, type TestBus } from './support.ts'

let bus: TestBus
let fake: FakeLlm

beforeAll(async () => {
  bus = await startTestBus()
  fake = await startFakeLlm()
})

afterAll(async () => {
  await fake.stop()
  await bus.stop()
})

function startWorker(settings: Record<string, string> = {}) {
  const config = loadConfig({ MUD_WORLD: bus.world, MUD_LOG_LEVEL: 'silent', ...settings })
  const { natsUrl, databaseUrl } = bus
  const log = openLog(config, 'worker')
  return runWorker({ config, log, instance: 'w1', natsUrl, databaseUrl })
}

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
