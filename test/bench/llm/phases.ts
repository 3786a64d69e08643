/** What a job costs a worker before the model is asked, at a load that keeps it moderately busy. */
import { startFakeLlm } from '../../support/fake-llm.ts'
import { portForLater } from '../../support/ports.ts'
import { note, shown } from '../support/figures.ts'
import { quantileMs, scrape } from '../support/scrape.ts'
import { eveningJobs, type Fleet } from './fleet.ts'
import type { Part } from './part.ts'

const names = ['route', 'context', 'prepare'] as const
const limits = { route: 100, context: 50, prepare: 150 }

/** Talk and scenery of a zone with a past, on one worker whose connections have just been opened. */
export async function phases(fleet: Fleet, quick: boolean): Promise<Part> {
  await fleet.seedPast()
  const fake = await startFakeLlm({ delayMs: 200 })
  const port = await portForLater()
  const hired = await fleet.hire(1, {
    MUD_LLM_BASE_URL: fake.url,
    MUD_LLM_MODELS: 'fake',
    MUD_LLM_BUDGET_DAY_TOKENS: '0',
    MUD_METRICS_WORKER_PORT: String(port),
  })
  const metrics = `http://127.0.0.1:${port}/metrics`
  const before = await scrape(metrics)
  const rounds = quick ? 30 : 60
  for (let round = 0; round < rounds; round += 1) await hired.work(eveningJobs(8))
  const after = await scrape(metrics)
  await hired.stop()
  await fake.stop()
  const name = 'mud_worker_phase_seconds'
  const quantile = (phase: string, share: number) =>
    quantileMs(before, after, name, share, `phase="${phase}"`)
  const count = (phase: string) =>
    after.value(`${name}_count`, `phase="${phase}"`) -
    before.value(`${name}_count`, `phase="${phase}"`)
  note(`context p95 at most ${shown(quantile('context', 0.95))} ms of ${count('context')}`)
  return {
    tables: [
      {
        title: 'Before the model is asked, one worker (ms, upper bounds)',
        head: ['phase', 'count', 'p50', 'p95', 'p99', 'max'],
        rows: names.map((phase) => [
          phase,
          count(phase),
          quantile(phase, 0.5),
          quantile(phase, 0.95),
          quantile(phase, 0.99),
          quantile(phase, 1),
        ]),
      },
    ],
    targets: [
      { what: 'jobs measured', value: count('context'), limit: 200, atLeast: true },
      ...names.map((phase) => ({
        what: `${phase} p95 ms, busy worker`,
        value: quantile(phase, 0.95),
        limit: limits[phase],
      })),
    ],
  }
}
